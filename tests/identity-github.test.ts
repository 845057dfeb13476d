import { beforeEach, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import type { GithubPerson } from "./helpers/github-server";
import { captureLogs } from "./helpers/logs";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { fromGithub, providers } from "./helpers/sign-in-elsewhere";
import { makeUser } from "./helpers/world";

const REFUSED = { code: "UNAUTHENTICATED", message: "That sign-in was not accepted. Start again." };
const EMAIL = "octo@hub.example";
const primary = { email: EMAIL, primary: true, verified: true, visibility: "private" as const };
const second = { email: "second@hub.example", primary: false, verified: true, visibility: null };
const octo: GithubPerson = { id: 583231, login: "octocat", name: "The Octocat", emails: [second, primary] };

beforeEach(resetDatabase);

const nobody = async () => (await createTestCaller("anonymous")).caller;

describe("sign-in with GitHub", () => {
  it("A27: goes there with state, PKCE and no more rights than to read the addresses", async () => {
    const { data } = await (await nobody()).identity.start({ provider: "github" });
    const url = new URL(data.url);
    expect(url.pathname).toBe("/login/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: env.OAUTH_GITHUB_CLIENT_ID,
      redirect_uri: `${env.APP_URL}/oauth/callback`,
      response_type: "code",
      scope: "user:email",
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
  });

  it("A27: makes an account with the primary address, and knows the person again by the number", async () => {
    const { data } = await api<{ id: string }>("POST", "/api/auth/oauth", { body: await fromGithub(octo) });
    expect(data).toMatchObject({ email: EMAIL, name: "The Octocat", emailVerified: true });
    expect(await prisma.linkedIdentity.findMany()).toMatchObject([
      { provider: "github", subject: "583231", label: "octocat" },
    ]);
    const renamed = { ...octo, login: "hubber", emails: [] };
    const again = await api("POST", "/api/auth/oauth", { body: await fromGithub(renamed) });
    expect(again.data).toMatchObject({ id: data?.id });
  });

  it("A27: takes the login for a name where there is none", async () => {
    const { data } = await (await nobody()).identity.signIn(await fromGithub({ ...octo, name: null }));
    expect(data).toMatchObject({ name: "octocat" });
  });

  it.each([
    ["the primary address is not verified", [second, { ...primary, verified: false }]],
    ["there is no primary address", [second]],
    ["there is no address", []],
  ])("A27: refuses who is new when %s, whether or not there is an account", async (_what, emails) => {
    const expected = { code: "FORBIDDEN", message: "GitHub has not confirmed your e-mail address." };
    const caller = await nobody();
    expect(await refusal(caller.identity.signIn(await fromGithub({ ...octo, emails })))).toEqual(expected);
    await makeUser({ email: EMAIL });
    await makeUser({ email: second.email, verified: false });
    expect(await refusal(caller.identity.signIn(await fromGithub({ ...octo, emails })))).toEqual(expected);
    expect(await prisma.linkedIdentity.count()).toBe(0);
  });

  it("A27: refuses a wrong state, another's code, a used code and another's PKCE", async () => {
    const caller = await nobody();
    const refused = async (input: Awaited<ReturnType<typeof fromGithub>>) => {
      const { result, lines } = await captureLogs(() => refusal(caller.identity.signIn(input)));
      expect(JSON.stringify(lines)).not.toContain(input.code);
      return result;
    };
    expect(await refused({ ...(await fromGithub(octo)), state: "x" })).toEqual(REFUSED);
    const [mine, theirs] = [await fromGithub(octo), await fromGithub({ ...octo, id: 2, login: "eve" })];
    expect(await refused({ ...mine, code: theirs.code })).toEqual(REFUSED);
    const used = await fromGithub(octo);
    await caller.identity.signIn(used);
    expect(await refused({ ...(await fromGithub(octo)), code: used.code })).toEqual(REFUSED);
    const swapped = await fromGithub(octo, (query) => query.set("code_challenge", "A".repeat(43)));
    expect(await refused(swapped)).toEqual(REFUSED);
    expect(await prisma.session.count()).toBe(1);
  });

  it("is a 503 when GitHub does not take our secret, and the log says so", async () => {
    const { github } = await providers();
    const body = await fromGithub(octo);
    const { clientSecret } = github;
    github.clientSecret = "rotated";
    const { result, lines } = await captureLogs(() => api("POST", "/api/auth/oauth", { body }));
    github.clientSecret = clientSecret;
    expect(result.status).toBe(503);
    expect(JSON.stringify(lines)).toContain("incorrect_client_credentials");
    expect(JSON.stringify(lines)).not.toContain(clientSecret);
  });

  it("is a 503 when GitHub keeps back the addresses, as it would be our fault", async () => {
    const input = await fromGithub(octo, (query) => query.set("scope", ""));
    const { status, error } = await api("POST", "/api/auth/oauth", { body: input });
    expect(status).toBe(503);
    expect(error?.code).toBe("SERVICE_UNAVAILABLE");
  });
});
