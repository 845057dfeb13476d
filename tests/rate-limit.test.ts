import { beforeEach, describe, expect, it } from "vitest";
import { createContext } from "@/server/context";
import { limitFields } from "@/server/limit-call";
import { createCaller } from "@/server/root";
import { resetDatabase } from "./helpers/database";
import { apiFrom, standingsIn } from "./helpers/from-address";
import { actAs } from "./helpers/impersonation";
import { makeApiKey } from "./helpers/keys";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { makeUser, signedIn } from "./helpers/world";

const MISSING = "0198c0de-7a1b-7000-8000-000000000001";
const TOKEN = "A".repeat(43);

// Counts are not in the database: each test has an address of its own.
let last = 0;
function newAddress(): string {
  last += 1;
  return `198.51.100.${last}`;
}

/** Costs one of the 30 a minute of "link", and does nothing. */
const verify = (ip: string, options: { headers?: Record<string, string> } = {}) =>
  apiFrom(ip, "POST", "/api/auth/verify-email", { body: { token: TOKEN }, ...options });

/** One after the other: all at once they would wait for each other's connections to the database. */
async function statusesOf(count: number, call: () => Promise<{ status: number }>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let index = 0; index < count; index += 1) {
    const { status } = await call();
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

beforeEach(resetDatabase);

describe("the limits by network", () => {
  it("R2: let through what the policy says, then answer 429; another network is not touched", async () => {
    const ip = newAddress();
    const [reached] = Object.entries(await statusesOf(30, () => verify(ip)));
    expect(reached?.[1]).toBe(30);
    expect(await verify(ip)).toMatchObject({ status: 429, error: { code: "RATE_LIMITED" } });
    expect((await verify(newAddress())).status).not.toBe(429);
  });

  it("R3: refuse with Retry-After and what is left, in the words of RFC 9651", async () => {
    const ip = newAddress();
    const first = await verify(ip);
    expect(first.headers.get("ratelimit-policy")).toBe('"link";q=30;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"link";r=29;t=([1-9]|[1-5]\d|60)$/);
    await statusesOf(29, () => verify(ip));
    const refused = await verify(ip);
    expect(standingsIn(refused.headers)).toMatchObject({ link: { q: 30, r: 0, w: 60 } });
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBe(standingsIn(refused.headers).link?.t);
  });

  it("R4: are not reset by another header, cookie, spelling or surface", async () => {
    const ip = newAddress();
    const body = { json: { token: TOKEN } };
    const calls = [
      () => verify(ip, { headers: { "X-Forwarded-For": "192.0.2.1", Forwarded: "for=192.0.2.1" } }),
      () => verify(ip, { headers: { "X-Real-IP": "192.0.2.2", "CF-Connecting-IP": "192.0.2.3" } }),
      () => verify(ip, { headers: { "User-Agent": "another", "Accept-Language": "de" } }),
      () => verify(ip, { headers: { "X-Request-Id": "another-0123456789" } }),
      () => verify(`::ffff:${ip}`),
      () => apiFrom(ip, "POST", "/api/auth/verify-email", { cookie: `session=${TOKEN}`, body: { token: TOKEN } }),
      () => apiFrom(ip, "POST", "/api/auth/%76erify-email", { body: { token: TOKEN } }),
      () => apiFrom(ip, "POST", "/api/trpc/auth.verifyEmail", { body }),
      () => apiFrom(ip, "POST", "/api/trpc/auth.verifyEmail?batch=1", { body: { 0: body } }),
      () => apiFrom(ip, "POST", "/api/auth/confirm-email", { body: { token: TOKEN } }),
    ];
    const left: (number | undefined)[] = [];
    for (const call of calls) left.push(standingsIn((await call()).headers).link?.r);
    const counted = left.filter((each) => each !== undefined);
    expect(counted).toEqual(counted.map((_, index) => 29 - index));
    // The odd spelling of the path may be no path at all, but never another count.
    expect(counted.length).toBeGreaterThanOrEqual(calls.length - 1);
  });

  it("R4: take an IPv6 network of 64 bits for one, however it is written", async () => {
    expect(standingsIn((await verify("2001:db8:7::1")).headers).link?.r).toBe(29);
    expect(standingsIn((await verify("2001:0DB8:7:0:ffff::2")).headers).link?.r).toBe(28);
    expect(standingsIn((await verify("2001:db8:7:1::1")).headers).link?.r).toBe(29);
  });

  it("give an address that many share twenty times as much", async () => {
    const shared = { link: { q: 600 } };
    expect(standingsIn((await verify("10.1.2.3")).headers)).toMatchObject(shared);
    expect(standingsIn((await verify("127.0.0.1")).headers)).toMatchObject(shared);
    const unknown = await api("POST", "/api/auth/verify-email", { body: { token: TOKEN } });
    expect(standingsIn(unknown.headers)).toMatchObject(shared);
  });

  it("are not for calls from within the process", async () => {
    const context = createContext({ ip: newAddress() });
    for (let call = 0; call < 31; call += 1) {
      expect((await refusal(createCaller(context).auth.verifyEmail({ token: TOKEN }))).code).not.toBe("RATE_LIMITED");
    }
    expect(limitFields(context)).toEqual({});
  });
});

describe("the limits by address of the account", () => {
  const forgot = (ip: string, email: string) => apiFrom(ip, "POST", "/api/auth/forgot-password", { body: { email } });

  it("R2: the tightest answers, and one address does not use up another's", async () => {
    const ip = newAddress();
    expect(await statusesOf(7, () => forgot(ip, "ada@example.org"))).toEqual({ 202: 5, 429: 2 });
    const other = await forgot(ip, "bob@example.org");
    expect(other.status).toBe(202);
    expect(Object.entries(standingsIn(other.headers))).toMatchObject([
      ["mail", { q: 30, r: 22, w: 600 }],
      ["mail-email", { q: 5, r: 4, w: 600 }],
    ]);
  });

  it("R4: an address is the same however it is spelled", async () => {
    const ip = newAddress();
    const left: unknown[] = [];
    for (const email of ["eve@example.org", " EVE@Example.ORG ", "ｅve@example.org"]) {
      left.push(standingsIn((await forgot(ip, email)).headers)["mail-email"]?.r);
    }
    expect(left).toEqual([4, 3, 2]);
  });

  it("nobody can use up somebody else's from another network", async () => {
    await statusesOf(6, () => forgot(newAddress(), "ada@example.org"));
    const attacker = newAddress();
    await statusesOf(6, () => forgot(attacker, "ada@example.org"));
    expect((await forgot(newAddress(), "ada@example.org")).status).toBe(202);
  });
});

describe("the limits by account and key", () => {
  const change = (ip: string, cookie: string) => apiFrom(ip, "POST", "/api/account/password", { cookie, body: {} });

  it("R2: count an account's calls wherever they come from, and each account's by themselves", async () => {
    const [user, other] = [await makeUser(), await makeUser()];
    const [one, two] = [await signedIn(user), await signedIn(user)];
    expect(await statusesOf(25, () => change(newAddress(), one.cookie))).toEqual({ 400: 25 });
    expect(await statusesOf(7, () => change(newAddress(), two.cookie))).toEqual({ 400: 5, 429: 2 });
    expect((await change(newAddress(), (await signedIn(other)).cookie)).status).toBe(400);
  });

  it("R2: what costs more takes more", async () => {
    const { cookie } = await signedIn(await makeUser({ role: "ADMIN" }));
    const send = () => apiFrom(newAddress(), "POST", `/api/users/${MISSING}/reset-password`, { cookie });
    expect(standingsIn((await send()).headers).writes).toMatchObject({ q: 120, r: 115, w: 60 });
    expect(await statusesOf(24, send)).toEqual({ 404: 23, 429: 1 });
  });

  it("R2: a key has its own number in place of the standard one, and the strict ones as everybody", async () => {
    const user = await makeUser();
    const { authorization } = await makeApiKey(user, { requestsPerMinute: 700, scopes: ["account:read"] });
    const ip = newAddress();
    const read = await apiFrom(ip, "GET", "/api/sessions", { headers: { authorization } });
    expect(Object.keys(standingsIn(read.headers)).sort()).toEqual(["key", "network"]);
    expect(standingsIn(read.headers)).toMatchObject({ key: { q: 700, r: 699, w: 60 } });
    const strict = await apiFrom(ip, "DELETE", "/api/account", { headers: { authorization } });
    expect(Object.keys(standingsIn(strict.headers)).sort()).toEqual(["confirmation", "key", "network"]);
    expect(standingsIn(strict.headers)).toMatchObject({ confirmation: { q: 30 }, key: { r: 698 } });
  });

  it("an admin who acts as somebody uses up nothing of theirs", async () => {
    const [admin, user] = [await makeUser({ role: "ADMIN" }), await makeUser()];
    const { cookie } = await actAs(admin, user);
    const read = (own: string) => apiFrom(newAddress(), "GET", "/api/account/factors", { cookie: own });
    expect(standingsIn((await read(cookie)).headers).reads).toMatchObject({ r: 599 });
    expect(standingsIn((await read((await signedIn(user)).cookie)).headers).reads).toMatchObject({ r: 599 });
    expect(standingsIn((await read((await signedIn(admin)).cookie)).headers).reads).toMatchObject({ r: 598 });
  });
});

describe("a batch", () => {
  it("I12, R2: of n calls costs n, each judged by itself", async () => {
    const ip = newAddress();
    const batch = (count: number) => {
      const path = Array.from({ length: count }, () => "auth.verifyEmail").join(",");
      const body = Object.fromEntries(Array.from({ length: count }, (_, index) => [index, { json: { token: TOKEN } }]));
      return apiFrom(ip, "POST", `/api/trpc/${path}?batch=1`, { body });
    };
    expect(standingsIn((await batch(10)).headers).link).toMatchObject({ r: 20 });
    expect(standingsIn((await batch(10)).headers).link).toMatchObject({ r: 10 });
    await batch(7);
    const { envelopes, headers } = await batch(5);
    const codes = envelopes.map((envelope) => (envelope.success ? "OK" : envelope.error.code));
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(2);
    expect(standingsIn(headers).link).toMatchObject({ r: 0 });
    expect(headers.get("retry-after")).toMatch(/^\d+$/);
  });

  it("I12: that cannot be read costs as much", async () => {
    const ip = newAddress();
    const path = "/api/trpc/auth.verifyEmail,auth.verifyEmail,auth.verifyEmail?batch=1";
    const refused = await apiFrom(ip, "POST", path, { rawBody: "{" });
    expect(refused).toMatchObject({ status: 400, error: { code: "MALFORMED_REQUEST" } });
    expect(standingsIn(refused.headers).link).toMatchObject({ r: 27 });
  });
});

describe("every answer of a limited procedure", () => {
  it.each([
    ["POST", "/api/auth/verify-email", "{", 400],
    ["POST", "/api/auth/verify-email", '{"token":1}', 400],
    ["POST", "/api/auth/verify-email?more=1", `{"token":"${TOKEN}"}`, 400],
    ["POST", "/api/trpc/auth.verifyEmail", "{", 400],
    ["POST", "/api/trpc/auth.verifyEmail", '{"json":{}}', 400],
    ["GET", "/api/users", undefined, 401],
    ["GET", "/api/trpc/user.list", undefined, 401],
    ["GET", "/api/auth/session", undefined, 200],
    ["HEAD", "/api/auth/session", undefined, 200],
    ["GET", "/api/trpc/auth.session", undefined, 200],
    ["GET", "/api/auth/providers", undefined, 200],
    ["GET", "/api/health/ready", undefined, 200],
  ])("R3: %s %s with %s tells how it stands (%i)", async (method, path, rawBody, status) => {
    const answer = await apiFrom(newAddress(), method, path, rawBody === undefined ? {} : { rawBody });
    expect(answer.status).toBe(status);
    const standings = Object.values(standingsIn(answer.headers));
    expect(standings.length).toBeGreaterThan(0);
    for (const { q = 0, w, r, t } of standings) {
      expect(r).toBe(q - 1);
      expect(t).toBe(w);
    }
  });

  it("R3: what is not limited says nothing of it", async () => {
    for (const path of ["/api/health", "/api/trpc/health.live", "/api/nothing"]) {
      const { headers } = await apiFrom(newAddress(), "GET", path);
      expect([headers.get("ratelimit"), headers.get("ratelimit-policy")]).toEqual([null, null]);
    }
  });

  it("R3: refused before anybody asks who it is, and also for malformed input", async () => {
    const ip = newAddress();
    const malformed = () => apiFrom(ip, "POST", "/api/auth/verify-email", { rawBody: "{" });
    expect(await statusesOf(31, malformed)).toEqual({ 400: 30, 429: 1 });
    const { cookie } = await signedIn(await makeUser());
    const refused = await apiFrom(ip, "POST", "/api/auth/verify-email", { cookie, body: { token: TOKEN } });
    expect(refused).toMatchObject({ status: 429, error: { code: "RATE_LIMITED" } });
  });
});
