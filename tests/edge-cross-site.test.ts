import { beforeAll, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { api } from "./helpers/request";
import { makeUser, type SignedIn, signedIn } from "./helpers/world";

type Fields = Record<string, string>;

const OWN = "http://localhost:3000";
const ID = "0198c0de-7a1b-7000-8000-000000000001";

let admin: SignedIn;

beforeAll(async () => {
  admin = await signedIn(await makeUser({ role: "ADMIN" }));
});

/** As `api` does it, but without saying by itself that the request comes from our own page. */
function change(
  fields: Fields,
  path = "/api/users",
  json: unknown = { email: "x@example.org", name: "X", role: "ROOT" },
) {
  return api("POST", path, { body: json, headers: { cookie: admin.cookie, ...fields } });
}

describe("a change from another site (T2)", () => {
  it.each<Fields>([
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-site", origin: "http://localhost:4000" },
    { "sec-fetch-site": "something-new", origin: "https://evil.example" },
    { "sec-fetch-site": "" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost" },
    { origin: "http://localhost:3000.evil.example" },
    { origin: "https://localhost:3000" },
    { origin: "http://LOCALHOST:3000/" },
    { origin: "https://evil.example", host: "evil.example" },
  ])("%j is FORBIDDEN, on both surfaces", async (fields) => {
    for (const path of ["/api/users", "/api/trpc/user.create"]) {
      const { status, error } = await change(fields, path);
      expect({ status, code: error?.code }).toEqual({ status: 403, code: "FORBIDDEN" });
    }
  });

  it("is FORBIDDEN also for a host name that somebody pointed at us", async () => {
    const headers = { "content-type": "application/json", origin: "http://evil.example", cookie: admin.cookie };
    const request = new Request("http://evil.example/api/users", { method: "POST", headers, body: "{}" });
    expect((await api("POST", request)).status).toBe(403);
  });

  it("is refused for every method that changes something, and has changed nothing", async () => {
    for (const method of ["PUT", "PATCH", "DELETE"]) {
      const fields = { cookie: admin.cookie, origin: "https://evil.example" };
      expect((await api(method, `/api/users/${ID}`, { headers: fields })).error?.code).toBe("FORBIDDEN");
    }
    expect(await prisma.user.count()).toBe(1);
  });
});

describe("a change that is let through", () => {
  it.each<[string, Fields]>([
    ["from our own page", { "sec-fetch-site": "same-origin", origin: OWN }],
    ["from our own page by another of our names", { "sec-fetch-site": "same-origin", origin: "http://127.0.0.1:3000" }],
    ["from our own page in an old browser", { origin: OWN }],
    ["by the person's own doing", { "sec-fetch-site": "none" }],
    ["from a program with a cookie jar", {}],
    ["with credentials that no browser adds by itself", { origin: "https://evil.example", authorization: "Bearer x" }],
  ])("%s", async (_name, fields) => {
    // The role does not exist, or the key: so it got as far as the procedure.
    expect(["VALIDATION_ERROR", "UNAUTHENTICATED"]).toContain((await change(fields)).error?.code);
  });
});

describe("reading", () => {
  it("is open to a link from another site", async () => {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example", cookie: admin.cookie };
    const { status, headers: fields } = await api("GET", "/api/users", { headers });
    expect(status).toBe(200);
    expect(fields.get("access-control-allow-origin")).toBeNull();
  });

  it("changes nothing: a mutation by GET is METHOD_NOT_ALLOWED", async () => {
    const input = encodeURIComponent(JSON.stringify({ json: { id: ID } }));
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await api(method, `/api/trpc/user.remove?input=${input}`, { cookie: admin.cookie });
      expect({ status, allow: headers.get("allow") }).toEqual({ status: 405, allow: "OPTIONS, POST" });
    }
  });
});
