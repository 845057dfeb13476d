import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { databaseIsAway } from "./helpers/away";

const COOKIE = `session=${"A".repeat(43)}`;
const ID = "0198c0de-7a1b-7000-8000-000000000001";

describe("while the database is away (Z9, F1)", () => {
  let back: () => void;

  beforeEach(async () => {
    back = await databaseIsAway();
  });

  afterEach(() => {
    back();
    vi.resetModules();
  });

  it.each([
    ["GET", "/api/auth/session", undefined],
    ["GET", `/api/users/${ID}`, undefined],
    ["GET", "/api/users", undefined],
    ["DELETE", `/api/users/${ID}`, undefined],
    ["POST", "/api/auth/sign-out", undefined],
    ["POST", "/api/auth/sign-in", { email: "ada@example.org", password: "quiet-harbour-lantern-42" }],
    ["POST", "/api/auth/sign-up", { email: "ada@example.org", password: "quiet-harbour-lantern-42", name: "A" }],
    ["POST", "/api/auth/verify-email", { token: "A".repeat(43) }],
    ["GET", "/api/health/ready", undefined],
    ["GET", `/api/trpc/user.byId?input=${encodeURIComponent(JSON.stringify({ json: { id: ID } }))}`, undefined],
  ])("%s %s is a 503 with Retry-After, and never an answer as for nobody", async (method, path, body) => {
    const { api } = await import("./helpers/request");
    const started = performance.now();
    const result = await api(method, path, { cookie: COOKIE, ...(body && { body }) });
    expect(result).toMatchObject({ status: 503, error: { code: "SERVICE_UNAVAILABLE" } });
    expect(result.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("Z9: a good key is no key of nobody: 503, and a mistyped one is refused without the database", async () => {
    const { api } = await import("./helpers/request");
    const { newApiKey } = await import("@/lib/api-key");
    const { key } = newApiKey();
    const ask = (authorization: string) => api("GET", `/api/users/${ID}`, { headers: { authorization } });
    expect(await ask(`Bearer ${key}`)).toMatchObject({ status: 503, error: { code: "SERVICE_UNAVAILABLE" } });
    expect((await ask(`Bearer ${key.slice(0, -1)}`)).status).toBe(401);
  });

  it("still answers what needs no database", async () => {
    const { api } = await import("./helpers/request");
    expect((await api("GET", "/api/health", { cookie: COOKIE })).status).toBe(200);
    expect((await api("GET", `/api/users/${ID}`)).status).toBe(401);
    expect((await api("GET", "/api/auth/session")).data).toBeNull();
    expect((await api("GET", "/api/nowhere")).status).toBe(404);
  });
});
