import { beforeEach, describe, expect, it } from "vitest";
import { createContext } from "@/server/context";
import { limitCaller } from "@/server/limit-call";
import { createCaller } from "@/server/root";
import { resetDatabase } from "./helpers/database";
import { makeApiKey, type TestKey } from "./helpers/keys";
import { api } from "./helpers/request";
import { tally } from "./helpers/verdicts";
import { actorOf, makeUser, type TestUser } from "./helpers/world";

let user: TestUser;
let made: TestKey;

beforeEach(async () => {
  await resetDatabase();
  user = await makeUser();
  made = await makeApiKey(user);
});

describe("a key's own limit (A24)", () => {
  it("R2: lets through as many calls a minute as the key says, then answers 429 with Retry-After", async () => {
    const { authorization } = await makeApiKey(user, { requestsPerMinute: 3 });
    const read = () => api("GET", `/api/users/${user.id}`, { headers: { authorization } });
    const statuses: number[] = [];
    for (let call = 0; call < 5; call += 1) statuses.push((await read()).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await read();
    expect(refused.error?.code).toBe("RATE_LIMITED");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect((await api("GET", `/api/users/${user.id}`, { headers: { authorization: made.authorization } })).status).toBe(
      200,
    );
  });

  it("I12: a batch of n calls costs n, each judged by itself", async () => {
    const { authorization } = await makeApiKey(user, { requestsPerMinute: 5 });
    const path = Array.from({ length: 8 }, () => "user.byId").join(",");
    const calls = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [index, { json: { id: user.id } }]));
    const query = new URLSearchParams({ batch: "1", input: JSON.stringify(calls) });
    const { envelopes } = await api("GET", `/api/trpc/${path}?${query}`, { headers: { authorization } });
    const codes = envelopes.map((envelope) => (envelope.success ? "OK" : envelope.error.code));
    expect(codes.filter((code) => code === "OK")).toHaveLength(5);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(3);
  });

  it("counts on every surface alike, refused calls and `auth.session` too", async () => {
    const { authorization } = await makeApiKey(user, { requestsPerMinute: 4 });
    const options = { headers: { authorization } };
    const input = encodeURIComponent(JSON.stringify({ json: { id: user.id } }));
    const overTrpc = () => api("GET", `/api/trpc/user.byId?input=${input}`, options);
    expect((await api("GET", "/api/users", options)).error?.code).toBe("FORBIDDEN");
    expect((await api("GET", "/api/auth/session", options)).error?.code).toBe("FORBIDDEN");
    expect((await api("GET", `/api/users/${user.id}`, options)).status).toBe(200);
    expect((await overTrpc()).status).toBe(200);
    const refused = await overTrpc();
    expect([refused.status, refused.error?.code]).toEqual([429, "RATE_LIMITED"]);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await api("GET", "/api/auth/session", options)).error?.code).toBe("RATE_LIMITED");
  });

  it("is not for calls from within the process", async () => {
    const { authorization } = await makeApiKey(user, { requestsPerMinute: 1 });
    const caller = createCaller(createContext({ authorization }));
    for (let call = 0; call < 3; call += 1) expect((await caller.user.byId({ id: user.id })).success).toBe(true);
  });

  it("R1: is exact for calls at once", async () => {
    const credential = { kind: "apiKey", keyId: "at-once", scopes: [], requestsPerMinute: 7 } as const;
    const count = async () =>
      limitCaller(createContext({ surface: "rest" }), { meta: {}, type: "query" }, { ...actorOf(user), credential });
    expect(await tally(Array.from({ length: 20 }, count))).toEqual({ OK: 7, RATE_LIMITED: 13 });
  });
});
