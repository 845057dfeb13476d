import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import type { Scope } from "@/schemas/permission.schema";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { authenticateApiKey } from "@/services/api-key-credential.service";
import { authenticate } from "@/services/credential.service";
import { resetDatabase } from "./helpers/database";
import { makeApiKey, type TestKey } from "./helpers/keys";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { listenToStatements } from "./helpers/statements";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const START = Date.UTC(2026, 2, 1);
const MINUTE_MS = 60_000;

let user: TestUser;
let made: TestKey;

const callerWith = (authorization: string, sessionToken: string | null = null) =>
  createCaller(createContext({ authorization, sessionToken }));

beforeEach(async () => {
  await resetDatabase();
  user = await makeUser();
  made = await makeApiKey(user);
});

afterEach(() => {
  setClock(null);
});

describe("a key in the Authorization field (A24)", () => {
  it("A24: stands for its owner, with the scopes and the limit that it was given", async () => {
    expect(await authenticateApiKey(made.authorization)).toEqual({
      userId: user.id,
      email: user.email,
      name: user.name,
      role: "USER",
      credential: { kind: "apiKey", keyId: made.id, scopes: ["account:read"], requestsPerMinute: 600 },
    });
  });

  it.each(["bearer", "BEARER", "Bearer", "bEaReR", "Bearer  "])("A23: takes the scheme as %j", async (scheme) => {
    expect((await authenticateApiKey(`${scheme} ${made.key}`)).userId).toBe(user.id);
  });

  it("A23: refuses everything else with 401 and WWW-Authenticate, on the way to any procedure", async () => {
    const { key } = made;
    const wrong = [
      "",
      "Bearer",
      "Bearer ",
      key,
      `Bearer${key}`,
      `Basic ${key}`,
      `Token ${key}`,
      `Bearer ${key} ${key}`,
      `Bearer ${key}, Bearer ${key}`,
      ` Bearer ${key}`,
      `Bearer ${key} `,
      `Bearer "${key}"`,
      `Bearer\t${key}`,
      `Bearer ${key.slice(0, -1)}`,
      `Bearer ${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`,
      `Bearer ${"gk_".repeat(3_000)}`,
      "\u0000",
      "Bearer ' OR 1=1 --",
    ];
    for (const authorization of wrong) {
      await expect(authenticateApiKey(authorization), authorization).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        headers: { "WWW-Authenticate": expect.any(String) },
      });
    }
    for (const authorization of ["rubbish", "Bearer x", `Basic ${key}`]) {
      const { status, headers } = await api("GET", "/api/auth/session", { headers: { authorization } });
      expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="api"']);
    }
  });

  it("A24: costs no query when it is rubbish or mistyped, and one when it is good", async () => {
    await authenticateApiKey(made.authorization);
    const statements = await listenToStatements();
    await refusal(authenticateApiKey(`Bearer ${made.key.slice(0, -1)}_`));
    expect(statements).toEqual([]);
    await authenticateApiKey(made.authorization);
    expect(statements).toEqual([expect.stringMatching(/^SELECT .*api_keys k\s+JOIN users u/s)]);
  });

  it("A24: is over when it has expired, to the millisecond", async () => {
    setClock(() => new Date(START));
    const short = await makeApiKey(user, { expiresAt: new Date(START + MINUTE_MS) });
    setClock(() => new Date(START + MINUTE_MS - 1));
    expect((await authenticateApiKey(short.authorization)).credential).toMatchObject({ keyId: short.id });
    setClock(() => new Date(START + MINUTE_MS));
    expect((await refusal(authenticateApiKey(short.authorization))).code).toBe("UNAUTHENTICATED");
  });

  it("A24: counts before a session, whose rights it does not get", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const { token } = await signedIn(admin);
    const both = await authenticate({ sessionToken: token, authorization: made.authorization });
    expect(both).toMatchObject({ userId: user.id, credential: { kind: "apiKey" } });
    expect((await refusal(callerWith(made.authorization, token).user.list({}))).code).toBe("FORBIDDEN");
    const bad = callerWith("Bearer rubbish", token);
    expect((await refusal(bad.user.list({}))).code).toBe("UNAUTHENTICATED");
  });

  it("A24: is accepted nowhere else: not in the URL, the body, the cookie or another field", async () => {
    const { key } = made;
    const inUrl = ["access_token", "api_key", "apikey", "token", "authorization", "key"];
    for (const name of inUrl) {
      const { status } = await api("GET", `/api/users/${user.id}?${name}=${key}`);
      expect([400, 401]).toContain(status);
    }
    expect((await api("GET", `/api/users/${user.id}`, { cookie: `session=${key}` })).status).toBe(401);
    for (const name of ["x-api-key", "api-key", "x-authorization", "proxy-authorization", "x-access-token"]) {
      expect((await api("GET", `/api/users/${user.id}`, { headers: { [name]: key } })).status).toBe(401);
    }
    const body = { name: "New", access_token: key, api_key: key };
    expect((await api("PATCH", `/api/users/${user.id}`, { body })).status).toBe(401);
    expect((await api("GET", `/api/users/${user.id}`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(
      200,
    );
  });

  it("Z2: lacks what is no scope of its own, and what no key may do", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const { authorization } = await makeApiKey(admin, { scopes: ["account:read"] });
    const caller = callerWith(authorization);
    expect(await refusal(caller.user.list({}))).toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("users:read"),
    });
    expect((await refusal(caller.user.update({ id: admin.id, name: "New" }))).code).toBe("FORBIDDEN");
    const all = await makeApiKey(admin, {
      scopes: ["account:read", "account:write", "users:read", "users:write", "audit:read"],
    });
    expect((await callerWith(all.authorization).user.list({})).success).toBe(true);
    const another = callerWith(all.authorization).apiKey.create({ name: "Another", scopes: ["account:read"] });
    expect((await refusal(another)).code).toBe("FORBIDDEN");
  });

  it("A24: knows no scope that is none: what the row says beyond the list opens nothing", async () => {
    const scopes = ["account:secure", "users:read", "root", ""].join(" ");
    await prisma.apiKey.updateMany({ where: { id: made.id }, data: { scopes } });
    const { credential } = await authenticateApiKey(made.authorization);
    expect(credential).toMatchObject({ scopes: ["users:read"] satisfies Scope[] });
  });

  it("Z5: of a demoted admin loses the admin's scopes from the very next request", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const key = await makeApiKey(admin, { scopes: ["account:read", "users:read"] });
    const list = () => callerWith(key.authorization).user.list({});
    expect((await list()).success).toBe(true);
    await prisma.user.updateMany({ where: { id: admin.id }, data: { role: "USER" } });
    expect((await refusal(list())).code).toBe("FORBIDDEN");
    expect((await callerWith(key.authorization).user.byId({ id: admin.id })).success).toBe(true);
  });

  it("D6: opens nothing, and is gone, once its owner is disabled or removed", async () => {
    const admin = await makeUser({ role: "ADMIN" });
    const { caller } = { caller: createCaller(createContext({ sessionToken: (await signedIn(admin)).token })) };
    const removed = await makeUser();
    const theirs = await makeApiKey(removed);
    await caller.user.update({ id: user.id, status: "DISABLED" });
    await caller.user.remove({ id: removed.id });
    for (const { authorization } of [made, theirs]) {
      expect((await refusal(authenticateApiKey(authorization))).code).toBe("UNAUTHENTICATED");
    }
    expect(await prisma.apiKey.count()).toBe(0);
    await caller.user.update({ id: user.id, status: "ACTIVE" });
    expect((await refusal(authenticateApiKey(made.authorization))).code).toBe("UNAUTHENTICATED");
  });

  it("opens nothing for an owner who was disabled past us, by the row alone", async () => {
    await prisma.user.updateMany({ where: { id: user.id }, data: { status: "DISABLED" } });
    expect((await refusal(authenticateApiKey(made.authorization))).code).toBe("UNAUTHENTICATED");
  });

  it("A24: notes its last use at most once a minute, and never backwards", async () => {
    const statements = await listenToStatements();
    const writes: number[] = [];
    for (let seconds = 0; seconds <= 130; seconds += 10) {
      setClock(() => new Date(START + seconds * 1_000));
      statements.length = 0;
      await authenticateApiKey(made.authorization);
      if (statements.some((sql) => sql.startsWith("UPDATE"))) writes.push(seconds);
    }
    expect(writes).toEqual([0, 60, 120]);
    const ahead = new Date(START + 10 * MINUTE_MS);
    await prisma.apiKey.updateMany({ where: { id: made.id }, data: { lastUsedAt: ahead } });
    setClock(() => new Date(START + 4 * MINUTE_MS));
    await authenticateApiKey(made.authorization);
    const row = await prisma.apiKey.findUniqueOrThrow({ where: { id: made.id } });
    expect(row.lastUsedAt).toEqual(ahead);
  });
});
