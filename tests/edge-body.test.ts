import { describe, expect, it } from "vitest";
import { cpuMsOf } from "./helpers/cpu";
import { api } from "./helpers/request";

const SIGN_IN = "/api/auth/sign-in";
const RPC_SIGN_IN = "/api/trpc/auth.signIn";
const doors = [SIGN_IN, RPC_SIGN_IN];
const CAP = 65_536;

const utf16 = Buffer.from('\uFEFF{"email":"a@example.org"}', "utf16le");

describe.each(doors)("a body that is no JSON, at %s (I1)", (path) => {
  it.each<[string, BodyInit]>([
    ["half an object", '{"email":'],
    ["blanks", "  "],
    ["text", "hello"],
    ["a form", "email=a&password=b"],
    ["a byte order mark", '\uFEFF{"email":"a@example.org"}'],
    ["UTF-16", utf16],
    ["invalid UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["NUL", "\u0000"],
    ["null", "null"],
    ["a list", "[]"],
    ["a number", "1"],
    ["a string", '"x"'],
    ["a key given twice", '{"email":"a","email":"b"}'],
    ["a prototype", '{"__proto__":{"role":"ADMIN"}}'],
  ])("%s: 400", async (_name, rawBody) => {
    const { status, error, text } = await api("POST", path, { rawBody });
    expect({ status, code: error?.code }).toEqual({ status: 400, code: "MALFORMED_REQUEST" });
    expect(text).not.toMatch(/unexpected|token|position|byte|JSON at/i);
  });

  it("over 32 levels: 400 within 100 ms (I2)", async () => {
    const ms = await cpuMsOf(async () => {
      const { status, error } = await api("POST", path, { rawBody: "[".repeat(CAP) });
      expect({ status, code: error?.code }).toEqual({ status: 400, code: "MALFORMED_REQUEST" });
    });
    expect(ms).toBeLessThan(100);
  });
});

describe.each(doors)("the type of a body, at %s (I4)", (path) => {
  const body = { email: "a@example.org", password: "x" };
  const rawBody = JSON.stringify(path === SIGN_IN ? body : { json: body });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "application/jsonx",
    "application/json+x",
    "application/vnd.api+json",
    "application/json; charset=utf-16",
    "application/json; charset=iso-8859-1",
    "application/json; charset=utf-8; x=y",
    "application/json, text/plain",
    "text/plain; application/json",
    "",
  ])("%j is refused", async (type) => {
    const { status, error } = await api("POST", path, { rawBody, headers: { "content-type": type } });
    expect({ status, code: error?.code }).toEqual({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  it("that is missing is refused", async () => {
    const request = new Request(new URL(path, "http://localhost:3000"), { method: "POST", body: Buffer.from(rawBody) });
    expect((await api("POST", request)).status).toBe(415);
  });

  it.each([
    "application/json",
    "Application/JSON",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
  ])("%s is read", async (type) => {
    const { error } = await api("POST", path, { rawBody, headers: { "content-type": type } });
    expect(error?.code).toBe("UNAUTHENTICATED");
  });

  it.each(["gzip", "br", "deflate", "identity, gzip", "x"])("encoded as %s is refused", async (encoding) => {
    const { status } = await api("POST", path, { rawBody, headers: { "content-encoding": encoding } });
    expect(status).toBe(415);
  });

  it("encoded as identity is read", async () => {
    const { error } = await api("POST", path, { rawBody, headers: { "content-encoding": "identity" } });
    expect(error?.code).toBe("UNAUTHENTICATED");
  });
});

describe("no body", () => {
  const empty = (path: string, headers = {}) =>
    api("POST", new Request(new URL(path, "http://localhost:3000"), { method: "POST", headers }));

  it("is 400 where something has to be said", async () => {
    expect((await empty(SIGN_IN)).error).toMatchObject({ code: "MALFORMED_REQUEST" });
    expect((await empty(SIGN_IN, { "content-length": "0" })).error).toMatchObject({ code: "MALFORMED_REQUEST" });
    expect((await empty(RPC_SIGN_IN)).status).toBe(400);
  });

  it.each(["/api/auth/sign-out", "/api/trpc/auth.signOut"])("is fine where nothing has: %s", async (path) => {
    expect((await empty(path)).status).toBe(200);
    expect((await empty(path, { "content-type": "application/json" })).status).toBe(200);
  });

  it("is not fine as a form of another site would send it", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await empty("/api/auth/sign-out", headers)).status).toBe(415);
  });
});

describe("a body where there is none", () => {
  const id = "0198c0de-7a1b-7000-8000-000000000001";

  it.each<[string, string, Record<string, string>]>([
    ["GET", "/api/health", { "content-length": "2" }],
    ["GET", "/api/health", { "transfer-encoding": "chunked" }],
    ["GET", "/api/trpc/health.live", { "content-length": "2" }],
    ["DELETE", `/api/users/${id}`, { "content-length": "2" }],
  ])("%s %s %j is refused", async (method, path, headers) => {
    const { error } = await api(method, path, { headers });
    expect(error).toMatchObject({ code: "MALFORMED_REQUEST", message: `A ${method} request has no body.` });
  });

  it("is noticed without being announced", async () => {
    const { error } = await api("DELETE", `/api/users/${id}`, { body: {} });
    expect(error?.code).toBe("MALFORMED_REQUEST");
  });

  it("is not seen in an empty one", async () => {
    expect((await api("DELETE", `/api/users/${id}`, { headers: { "content-length": "0" } })).status).toBe(401);
    expect((await api("DELETE", `/api/users/${id}`, { rawBody: "" })).status).toBe(401);
    expect((await api("GET", "/api/health", { headers: { "content-length": "0" } })).status).toBe(200);
  });
});
