import { describe, expect, it } from "vitest";
import { EnvError, loadEnv } from "@/lib/env-schema";

const SECRET = "hunter2-hunter2";
const acme = {
  id: "acme",
  name: "Acme",
  issuer: "https://id.acme.example",
  clientId: "gatehouse",
  clientSecret: SECRET,
};

const oidc = (...providers: unknown[]) => ({ OIDC_PROVIDERS: JSON.stringify(providers) });

function problem(source: Record<string, string>): string {
  try {
    loadEnv(source);
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError);
    return error instanceof Error ? error.message : "";
  }
  return "none";
}

describe("the providers that people can sign in through (A27)", () => {
  it("are none unless configured; blank counts as not set", () => {
    expect(loadEnv({}).OAUTH_PROVIDERS).toEqual([]);
    const blank = { OAUTH_GITHUB_CLIENT_ID: "", OAUTH_GITHUB_CLIENT_SECRET: "", OAUTH_GITHUB_URL: "" };
    const others = { OAUTH_GOOGLE_CLIENT_ID: "", OAUTH_GOOGLE_CLIENT_SECRET: "", OIDC_PROVIDERS: "" };
    expect(loadEnv({ ...blank, ...others })).toEqual(loadEnv({}));
  });

  it("are GitHub, Google and any issuer, in this order", () => {
    const { OAUTH_PROVIDERS } = loadEnv({
      ...oidc(acme, {
        ...acme,
        id: "own",
        issuer: "http://127.0.0.1:4000",
        clientAuthentication: "client_secret_post",
      }),
      OAUTH_GOOGLE_CLIENT_ID: "b",
      OAUTH_GOOGLE_CLIENT_SECRET: "c",
      OAUTH_GITHUB_CLIENT_ID: "d",
      OAUTH_GITHUB_CLIENT_SECRET: "e",
    });
    expect(OAUTH_PROVIDERS).toMatchObject([
      { kind: "github", id: "github", name: "GitHub", url: "https://github.com", clientId: "d", clientSecret: "e" },
      { kind: "oidc", id: "google", name: "Google", issuer: "https://accounts.google.com", clientId: "b" },
      { kind: "oidc", ...acme },
      { kind: "oidc", id: "own", issuer: "http://127.0.0.1:4000", clientAuthentication: "client_secret_post" },
    ]);
  });

  it("include a GitHub of one's own", () => {
    const github = { OAUTH_GITHUB_CLIENT_ID: "d", OAUTH_GITHUB_CLIENT_SECRET: "e" };
    const { OAUTH_PROVIDERS } = loadEnv({ ...github, OAUTH_GITHUB_URL: "https://git.acme.example/" });
    expect(OAUTH_PROVIDERS).toMatchObject([{ url: "https://git.acme.example" }]);
  });

  it.each([
    ["OAUTH_GITHUB_CLIENT_ID", "OAUTH_GITHUB_CLIENT_SECRET"],
    ["OAUTH_GITHUB_CLIENT_SECRET", "OAUTH_GITHUB_CLIENT_ID"],
    ["OAUTH_GOOGLE_CLIENT_ID", "OAUTH_GOOGLE_CLIENT_SECRET"],
    ["OAUTH_GOOGLE_CLIENT_SECRET", "OAUTH_GOOGLE_CLIENT_ID"],
  ])("with %s alone the start stops, and names %s", (given, missing) => {
    const message = problem({ [given]: SECRET });
    expect(message).toContain(`\n  ${missing}: is missing. ID and secret are set together or not at all\n`);
    expect(message).not.toContain(SECRET);
  });

  it.each([
    ["no JSON", "{", "must be a JSON array of providers"],
    ["no list", JSON.stringify(acme), "must be a JSON array of providers"],
    ["an id in capitals", oidc({ ...acme, id: "Acme" }), "item 0.id must be lower-case letters, digits and dashes"],
    ["an id that is too long", oidc({ ...acme, id: "a".repeat(33) }), "item 0.id must be"],
    ["a built-in id", oidc({ ...acme, id: "github" }), "item 0.id is the name of a provider that is built in"],
    ["an id twice", oidc(acme, acme), "has an id twice"],
    ["no secret", oidc({ ...acme, clientSecret: undefined }), "item 0.clientSecret is missing"],
    ["a blank secret", oidc({ ...acme, clientSecret: "" }), "item 0.clientSecret is missing"],
    ["no issuer", oidc({ ...acme, issuer: undefined }), "item 0.issuer is missing"],
    [
      "clear text",
      oidc(acme, { ...acme, id: "b", issuer: "http://id.acme.example" }),
      "item 1.issuer must be an https://",
    ],
    ["an issuer with a query", oidc({ ...acme, issuer: "https://id.acme.example/?a=1" }), "item 0.issuer must be"],
    ["an issuer with a user", oidc({ ...acme, issuer: "https://u:p@id.acme.example" }), "item 0.issuer must be"],
    ["an unknown key", oidc({ ...acme, secret: SECRET }), "item 0 has unknown keys"],
    ["an unknown way", oidc({ ...acme, clientAuthentication: "none" }), "item 0.clientAuthentication must be"],
  ])("refuses a list with %s, without repeating a secret", (_what, list, wanted) => {
    const message = problem(typeof list === "string" ? { OIDC_PROVIDERS: list } : list);
    expect(message).toContain(`  OIDC_PROVIDERS: ${wanted}`);
    expect(message).not.toContain("hunter2");
  });

  it("refuses a GitHub in clear text", () => {
    expect(problem({ OAUTH_GITHUB_URL: "http://git.acme.example" })).toContain(
      "  OAUTH_GITHUB_URL: must be an https://",
    );
  });
});
