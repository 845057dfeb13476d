import { beforeAll, describe, expect, it, vi } from "vitest";
import { peerOf, setPeer } from "@/server/http/peer";
import { isFrontMissing } from "./helpers/door-name";
import { captureLogs } from "./helpers/logs";
import { api, fetchDocument } from "./helpers/request";

const SECURITY = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

describe("every answer (T3, T4)", () => {
  it.each([
    ["GET", "/api/health"],
    ["HEAD", "/api/health"],
    ["OPTIONS", "/api/health"],
    ["GET", "/api/nothing"],
    ["PUT", "/api/health"],
    ["GET", "/api/users"],
    // Next answers what it cannot decode by itself.
    ...(isFrontMissing ? [] : [["GET", "/api/users/%zz"]]),
    ["GET", "/api/trpc/health.live"],
    ["HEAD", "/api/trpc/health.live"],
    ["GET", "/api/trpc/health.live,user.list?batch=1"],
    ["GET", "/api/trpc/nothing"],
    ["POST", "/api/trpc/health.live"],
  ])("to %s %s has the security fields", async (method, path) => {
    const { headers } = await api(method, path);
    expect(Object.fromEntries(headers)).toMatchObject(SECURITY);
    expect(headers.has("x-powered-by")).toBe(false);
    expect(headers.has("strict-transport-security")).toBe(false);
  });

  it("asks for HTTPS where that is how we are reached", async () => {
    vi.stubEnv("APP_URL", "https://app.example.org");
    vi.stubEnv("DEV_MAILBOX", "");
    vi.resetModules();
    const { SECURITY_FIELDS } = await import("@/server/http/security-fields");
    expect(SECURITY_FIELDS["Strict-Transport-Security"]).toBe("max-age=31536000; includeSubDomains");
  });
});

describe("X-Request-Id", () => {
  it.each(["abcdefgh", "a".repeat(128), "My_own-Id-42"])("keeps the client's %s", async (id) => {
    const { headers, envelopes } = await api("GET", "/api/health", { headers: { "x-request-id": id } });
    expect(headers.get("x-request-id")).toBe(id);
    expect(envelopes[0]?.meta.requestId).toBe(id);
  });

  it.each(["short", "a".repeat(129), "with space", "a,b,c,d,e", "abcdefg\u00e9", ""])("replaces %j", async (id) => {
    const { headers } = await api("GET", "/api/nothing", { headers: { "x-request-id": id } });
    expect(headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{26}$/);
  });

  it("is of its own for each of many at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => api("GET", "/api/health")));
    expect(new Set(answers.map(({ headers }) => headers.get("x-request-id"))).size).toBe(20);
  });
});

describe("a request that reaches no procedure", () => {
  it.each([
    ["GET /api/nothing?token=secret", "/api/nothing", "rest", "NOT_FOUND"],
    ["PATCH /api/users", "/api/users", "rest", "METHOD_NOT_ALLOWED"],
    ["OPTIONS /api/users", "/api/users", "rest", "OK"],
    ["GET /api/trpc/nothing", "/api/trpc/nothing", "trpc", "NOT_FOUND"],
    [`GET /api/${"x".repeat(9000)}`, `/api/${"x".repeat(195)}`, "rest", "URI_TOO_LONG"],
  ])("%s leaves one line, without the query", async (line, path, surface, code) => {
    const [method = "", target = ""] = line.split(" ");
    const { lines } = await captureLogs(() => api(method, target));
    expect(lines).toEqual([expect.objectContaining({ msg: "call", path, surface, code, caller: "anonymous" })]);
  });

  it("leaves one for a document", async () => {
    const { lines } = await captureLogs(() => fetchDocument("GET", "/api/docs"));
    expect(lines).toEqual([expect.objectContaining({ path: "/api/docs", code: "OK" })]);
  });
});

/** Next has no handler for a verb that it does not know. */
const OTHER_VERBS = isFrontMissing ? [] : ["PROPFIND"];

describe("verbs (I15)", () => {
  it.each([
    ["/api/users", "GET, HEAD, OPTIONS, POST"],
    ["/api/users/me", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"],
    ["/api/auth/sign-in", "OPTIONS, POST"],
    ["/api/health", "GET, HEAD, OPTIONS"],
    ["/api/docs", "GET, HEAD, OPTIONS"],
    ["/api/trpc/user.list", "GET, HEAD, OPTIONS"],
    ["/api/trpc/user.update", "OPTIONS, POST"],
  ])("%s tells the same set in 405 and to OPTIONS", async (path, allow) => {
    expect((await api("OPTIONS", path)).headers.get("allow")).toBe(allow);
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", ...OTHER_VERBS]) {
      if (allow.split(", ").includes(method)) continue;
      const { status, headers, error } = await api(method, path);
      expect({ status, allow: headers.get("allow") }, method).toEqual({ status: 405, allow });
      if (method !== "HEAD") expect(error?.code).toBe("METHOD_NOT_ALLOWED");
    }
  });
});

describe("HEAD", () => {
  let get: Awaited<ReturnType<typeof api>>;

  beforeAll(async () => {
    get = await api("GET", "/api/health");
  });

  it("answers like GET, without the body", async () => {
    const head = await api("HEAD", "/api/health");
    expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: "" });
    expect([...head.headers.keys()]).toEqual([...get.headers.keys()]);
    expect(head.headers.get("content-length")).toBe(get.headers.get("content-length"));
    // Next sends everything in chunks, and tells no length.
    const length = isFrontMissing ? null : String(Buffer.byteLength(get.text));
    expect(get.headers.get("content-length")).toBe(length);
  });

  it("has no body on failures either", async () => {
    for (const path of ["/api/nothing", "/api/users", "/api/trpc/nothing", "/api/trpc/user.list"]) {
      expect((await api("HEAD", path)).text).toBe("");
    }
  });
});

describe("the peer", () => {
  it("is what the front told, whatever is forwarded (T6)", () => {
    const request = new Request("http://localhost:3000/api/health", { headers: { "x-forwarded-for": "203.0.113.9" } });
    expect(peerOf(request)).toBeNull();
    setPeer(request, "");
    expect(peerOf(request)).toBeNull();
    setPeer(request, "192.0.2.7");
    expect(peerOf(request)).toBe("192.0.2.7");
  });
});

describe("credentials that cannot be read (A23)", () => {
  it.each<Record<string, string>>([
    { authorization: "" },
    { authorization: "Bearer" },
    { authorization: "Basic !!!" },
    { authorization: "Bearer a, Bearer b" },
    { cookie: "session=%zz" },
    { cookie: "session=a; session=b" },
    { cookie: ";;;=;session" },
    { cookie: "session=" },
  ])("%j is 401 with WWW-Authenticate", async (headers) => {
    for (const path of ["/api/users", "/api/trpc/user.list"]) {
      const { status, headers: fields, error } = await api("GET", path, { headers });
      expect({ status, code: error?.code }).toEqual({ status: 401, code: "UNAUTHENTICATED" });
      expect(fields.get("www-authenticate")).toBe('Bearer realm="api"');
    }
  });
});
