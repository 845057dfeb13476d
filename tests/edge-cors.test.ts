import { beforeAll, describe, expect, it, vi } from "vitest";
import { isFrontMissing } from "./helpers/door-name";

const LISTED = "https://app.example.org";

type Api = typeof import("./helpers/request").api;
let api: Api;

// The allow-list is read when the server starts: so a server is started with one.
beforeAll(async () => {
  vi.stubEnv("CORS_ORIGINS", `${LISTED}, http://localhost:4000`);
  vi.resetModules();
  ({ api } = await import("./helpers/request"));
});

/** Next has more to vary by. */
const varied = (vary: string) => (isFrontMissing && vary.split(", ").includes("Origin") ? "Origin" : vary);

function fields(headers: Headers): Record<string, string> {
  const ours = [...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary");
  return Object.fromEntries(ours.map(([name, value]) => [name, name === "vary" ? varied(value) : value]));
}

const GRANTED = {
  "access-control-allow-credentials": "true",
  "access-control-allow-origin": LISTED,
  "access-control-expose-headers": expect.stringMatching(/X-Request-Id.*ETag.*Location.*Retry-After.*RateLimit/),
  vary: "Origin",
};

describe("CORS (T1)", () => {
  const asked: [method: string, path: string, status: number][] = [
    ["GET", "/api/health", 200],
    ["GET", "/api/trpc/health.live", 200],
    ["GET", "/api/users", 401],
    ["GET", "/api/nothing", 404],
    ["PUT", "/api/users", 405],
    ["POST", "/api/auth/sign-in", 400],
    ["GET", `/api/${"x".repeat(9000)}`, 414],
  ];
  // Next answers what it cannot decode by itself.
  if (!isFrontMissing) asked.push(["GET", "/api/users/%zz", 400]);

  it.each(asked)("%s %s is readable for a listed origin, whatever becomes of it", async (method, path, status) => {
    const result = await api(method, path, { headers: { origin: LISTED } });
    expect(result.status).toBe(status);
    expect(fields(result.headers)).toEqual(GRANTED);
  });

  it.each([
    "https://app.example.org.evil.example",
    "https://evil-app.example.org",
    "https://sub.app.example.org",
    "http://app.example.org",
    "https://app.example.org:8443",
    "https://app.example.org/",
    "https://APP.example.org",
    "https://app.example.org, https://evil.example",
    "null",
    "*",
    "",
    "http://localhost:3000",
    "http://localhost",
    "__proto__",
  ])("is refused to %j", async (origin) => {
    for (const [method, path] of [
      ["GET", "/api/health"],
      ["OPTIONS", "/api/users"],
      ["GET", "/api/trpc/health.live"],
    ] as const) {
      const headers = { origin, "access-control-request-method": "POST" };
      expect(fields((await api(method, path, { headers })).headers)).toEqual({ vary: "Origin" });
    }
  });

  it("says so to caches also when nobody asks", async () => {
    expect(fields((await api("GET", "/api/health")).headers)).toEqual({ vary: "Origin" });
  });

  it("lets a listed origin change something", async () => {
    const headers = { origin: LISTED, "sec-fetch-site": "cross-site" };
    const { status } = await api("POST", "/api/auth/sign-out", { headers, body: {} });
    expect(status).toBe(200);
  });
});

describe("a preflight", () => {
  const ask = { origin: LISTED, "access-control-request-method": "PATCH" };

  it.each([
    ["/api/users", "GET, HEAD, OPTIONS, POST"],
    ["/api/users/0198c0de-7a1b-7000-8000-000000000001", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"],
    ["/api/auth/sign-in", "OPTIONS, POST"],
    ["/api/trpc/user.list", "GET, HEAD, OPTIONS"],
    ["/api/trpc/user.list,user.byId?batch=1", "GET, HEAD, OPTIONS"],
    ["/api/trpc/user.create", "OPTIONS, POST"],
    ["/api/openapi.json", "GET, HEAD, OPTIONS"],
    ["/api/docs/init.js", "GET, HEAD, OPTIONS"],
  ])("of %s is answered with the methods that it has", async (path, allow) => {
    const { status, headers, data } = await api("OPTIONS", path, { headers: ask });
    expect(status).toBe(200);
    expect(data).toEqual({ methods: allow.split(", ") });
    expect(headers.get("allow")).toBe(allow);
    expect(fields(headers)).toEqual({
      ...GRANTED,
      "access-control-allow-methods": allow,
      "access-control-allow-headers":
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id",
      "access-control-max-age": "600",
    });
  });

  it("of nothing is 404", async () => {
    expect((await api("OPTIONS", "/api/nothing", { headers: ask })).status).toBe(404);
  });

  it("is not what an OPTIONS without the question gets", async () => {
    const { headers } = await api("OPTIONS", "/api/users", { headers: { origin: LISTED } });
    expect(fields(headers)).toEqual(GRANTED);
  });
});
