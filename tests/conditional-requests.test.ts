import { beforeAll, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { createTestCaller } from "./helpers/caller";
import { makeApiKey } from "./helpers/keys";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { makeUser, type SignedIn, signedIn, type TestUser } from "./helpers/world";

let admin: TestUser;
let session: SignedIn;
let user: TestUser;

beforeAll(async () => {
  admin = await makeUser({ role: "ADMIN" });
  session = await signedIn(admin);
  user = await makeUser();
});

const read = (method: "GET" | "HEAD", headers: Record<string, string> = {}) =>
  api("GET" === method ? "GET" : "HEAD", `/api/users/${user.id}`, { cookie: session.cookie, headers });

describe("If-None-Match", () => {
  it.each(["GET", "HEAD"] as const)(
    "D2: %s of what has not changed is 304, with the fields and no body",
    async (method) => {
      const etag = (await read(method)).headers.get("etag") ?? "";
      expect(etag).toBe('"1"');
      for (const field of [etag, `W/${etag}`, `"0", ${etag}`, "*"]) {
        const { status, headers, text } = await read(method, { "if-none-match": field });
        expect([status, text, headers.get("etag")]).toEqual([304, "", etag]);
        expect(headers.get("cache-control")).toBe("no-store");
        expect(headers.has("content-type")).toBe(false);
        expect(headers.has("ratelimit")).toBe(true);
      }
    },
  );

  it("D2: of another version is answered in full", async () => {
    const { status, headers, data } = await read("GET", { "if-none-match": '"0", W/"2"' });
    expect([status, headers.get("etag")]).toEqual([200, '"1"']);
    expect(data).toMatchObject({ id: user.id, version: 1 });
  });

  it("D2: makes no failure a 304, and nothing of what may not be read", async () => {
    const options = { headers: { "if-none-match": "*" } };
    expect((await api("GET", `/api/users/${user.id}`, options)).status).toBe(401);
    const gone = { ...options, cookie: session.cookie };
    expect((await api("GET", "/api/users/0198c0de-7a1b-7000-8000-00000000dead", gone)).status).toBe(404);
  });

  it("is without effect where there is no tag, on tRPC, and on a change", async () => {
    const options = { cookie: session.cookie, headers: { "if-none-match": "*" } };
    expect((await api("GET", "/api/users", options)).status).toBe(200);
    const input = encodeURIComponent(JSON.stringify({ json: { id: user.id } }));
    expect((await api("GET", `/api/trpc/user.byId?input=${input}`, options)).status).toBe(200);
    const body = { name: user.name };
    expect((await api("PATCH", `/api/users/${user.id}`, { ...options, body })).status).toBe(200);
  });
});

describe("If-Match", () => {
  it.each([
    ['"1"', 200],
    ["*", 200],
    ['"0", "1"', 200],
    ['W/"1"', 412],
    ['"0"', 412],
    ["1", 412],
  ])("D2: %s on a change of version 1 is %i", async (field, status) => {
    const { id } = await makeUser();
    const options = { cookie: session.cookie, headers: { "if-match": field } };
    const body = { name: "New", role: "USER", status: "ACTIVE" };
    expect((await api("PUT", `/api/users/${id}`, { ...options, body })).status).toBe(status);
    const other = await makeUser();
    expect((await api("DELETE", `/api/users/${other.id}`, options)).status).toBe(status);
    const { version } = await prisma.user.findUniqueOrThrow({ where: { id }, select: { version: true } });
    expect(version).toBe(status === 200 ? 2 : 1);
  });

  it("D2: is not passed over where there is no version", async () => {
    const { id } = await makeApiKey(admin);
    const rename = (headers: Record<string, string>) =>
      api("PATCH", `/api/api-keys/${id}`, { cookie: session.cookie, headers, body: { name: "New" } });
    expect((await rename({ "if-match": '"1"' })).error?.code).toBe("PRECONDITION_FAILED");
    const { caller } = await createTestCaller(admin, { ifMatch: '"1"' });
    expect((await refusal(caller.apiKey.remove({ id }))).code).toBe("PRECONDITION_FAILED");
    expect((await rename({ "if-match": "*" })).status).toBe(200);
    // Who may not call learns nothing of preconditions.
    const stranger = { headers: { "if-match": '"1"' }, body: { name: "New" } };
    expect((await api("PATCH", `/api/api-keys/${id}`, stranger)).status).toBe(401);
  });
});
