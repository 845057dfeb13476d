import { beforeEach, describe, expect, it } from "vitest";
import { looksLikeApiKey } from "@/lib/api-key";
import { now, setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { makeApiKey } from "./helpers/keys";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { atOnce, tally } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

const MINUTE_MS = 60_000;
const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";
const WANTED = { name: "Nightly export", scopes: ["account:read" as const] };

let user: TestUser;

beforeEach(async () => {
  await resetDatabase();
  user = await makeUser({ password: true });
});

async function signedInAs(who: Pick<TestUser, "id"> = user) {
  return (await createTestCaller(who)).caller.apiKey;
}

async function events(accountId = user.id) {
  const rows = await prisma.auditEvent.findMany({ where: { accountId }, orderBy: { sequence: "asc" } });
  return rows.map(({ type, details, actorId }) => ({ type, actorId, details: JSON.parse(details) }));
}

describe("apiKey.create (A24)", () => {
  it("A24: shows the key once, and stores its hash alone", async () => {
    const keys = await signedInAs();
    const { data } = await keys.create({ ...WANTED, requestsPerMinute: 30 });
    expect(looksLikeApiKey(data.key)).toBe(true);
    expect(data).toMatchObject({ ...WANTED, prefix: data.key.slice(0, 11), requestsPerMinute: 30, lastUsedAt: null });
    const row = await prisma.apiKey.findUniqueOrThrow({ where: { id: data.id } });
    expect(row).toMatchObject({ userId: user.id, keyHash: hashToken(data.key), scopes: "account:read" });
    const secret = data.key.slice(data.prefix.length + 1);
    const everything = JSON.stringify([row, await prisma.auditEvent.findMany(), await mailsTo(user.email)]);
    expect(everything).not.toContain(secret);
    expect(JSON.stringify(await keys.list({}))).not.toContain(secret);
    const withIt = createCaller(createContext({ authorization: `Bearer ${data.key}` }));
    expect((await withIt.user.byId({ id: user.id })).data.id).toBe(user.id);
  });

  it("D9: leaves an event and a mail behind, without the key", async () => {
    const { data } = await (await signedInAs()).create(WANTED);
    const details = { keyId: data.id, prefix: data.prefix, scopes: ["account:read"] };
    expect(await events()).toEqual([{ type: "apiKey.created", actorId: user.id, details }]);
    expect(await lastMailTo(user.email)).toMatchObject({ template: "apiKeyCreated" });
  });

  it("gives each scope once, in one order, and 600 calls a minute unless asked otherwise", async () => {
    const { data } = await (await signedInAs()).create({
      name: "K",
      scopes: ["account:write", "account:read", "account:write"],
    });
    expect(data).toMatchObject({
      scopes: ["account:read", "account:write"],
      requestsPerMinute: 600,
      expiresAt: null,
    });
  });

  it("Z6: grants nobody more than they have", async () => {
    for (const scope of ["users:read", "users:write", "audit:read"] as const) {
      const call = (await signedInAs()).create({ name: "K", scopes: ["account:read", scope] });
      expect(await refusal(call)).toMatchObject({
        code: "VALIDATION_ERROR",
        details: [{ field: "scopes", issue: `Has more than you may do yourself: ${scope}.` }],
      });
    }
    expect(await prisma.apiKey.count()).toBe(0);
    const admin = await signedInAs(await makeUser({ role: "ADMIN" }));
    expect((await admin.create({ name: "K", scopes: ["users:write"] })).data.scopes).toEqual(["users:write"]);
  });

  it("takes an end in the future, within ten years", async () => {
    setClock(() => new Date("2026-03-01T00:00:00.000Z"));
    const keys = await signedInAs();
    const wrong = [now(), new Date("2020-01-01T00:00:00.000Z"), new Date("2036-03-01T00:00:00.001Z")];
    for (const expiresAt of wrong) {
      expect(await refusal(keys.create({ ...WANTED, expiresAt }))).toMatchObject({
        code: "VALIDATION_ERROR",
        details: [{ field: "expiresAt" }],
      });
    }
    for (const expiresAt of [new Date("2026-03-01T00:00:00.001Z"), new Date("2036-03-01T00:00:00.000Z")]) {
      expect((await keys.create({ ...WANTED, expiresAt })).data.expiresAt).toEqual(expiresAt);
    }
  });

  it.each([
    [{ scopes: [] }, "scopes"],
    [{ scopes: ["account:secure"] }, "scopes.0"],
    [{ name: "" }, "name"],
    [{ name: "a\nb" }, "name"],
    [{ requestsPerMinute: 0 }, "requestsPerMinute"],
    [{ requestsPerMinute: 6_001 }, "requestsPerMinute"],
  ])("refuses %j by name", async (wrong, field) => {
    const { rawCall } = await import("./helpers/raw-call");
    const { context } = await createTestCaller(user);
    const call = rawCall(context, "apiKey.create", { ...WANTED, ...wrong });
    expect(await refusal(call)).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field }] });
  });

  it("A18: wants the password, or a sign-in within ten minutes", async () => {
    const start = Date.now();
    setClock(() => new Date(start));
    const keys = await signedInAs();
    setClock(() => new Date(start + 10 * MINUTE_MS));
    expect((await refusal(keys.create(WANTED))).code).toBe("REAUTHENTICATION_REQUIRED");
    const wrong = keys.create({ ...WANTED, currentPassword: "wrong" });
    expect(await refusal(wrong)).toMatchObject({ details: [{ field: "currentPassword" }] });
    expect(await prisma.apiKey.count()).toBe(0);
    expect((await keys.create({ ...WANTED, currentPassword: PASSWORD })).success).toBe(true);
  });

  it("is for a person at a browser: not for a key, nor for an admin who acts as somebody", async () => {
    const { authorization } = await makeApiKey(user, { scopes: ["account:read", "account:write"] });
    const withKey = createCaller(createContext({ authorization })).apiKey;
    expect((await refusal(withKey.create(WANTED))).code).toBe("FORBIDDEN");
    const admin = await makeUser({ role: "ADMIN" });
    const own = await signedIn(admin);
    const { id } = await prisma.session.findUniqueOrThrow({ where: { tokenHash: hashToken(own.token) } });
    const acting = await signedIn(user);
    await prisma.session.updateMany({
      where: { tokenHash: hashToken(acting.token) },
      data: { impersonatorSessionId: id },
    });
    const asUser = createCaller(createContext({ sessionToken: acting.token })).apiKey;
    expect((await refusal(asUser.create(WANTED))).code).toBe("FORBIDDEN");
    expect((await asUser.list({})).success).toBe(true);
  });

  it("stops at 50 keys an account, however many come at once", async () => {
    for (let count = 0; count < 45; count += 1) await makeApiKey(user);
    await makeApiKey(await makeUser());
    const keys = await signedInAs();
    expect(await tally(atOnce(12, () => keys.create(WANTED)))).toEqual({ OK: 5, CONFLICT: 7 });
    expect(await prisma.apiKey.count({ where: { userId: user.id } })).toBe(50);
    expect(await events()).toHaveLength(5);
  });
});

describe("apiKey.list", () => {
  it("gives the person's own, newest first, page by page", async () => {
    const start = Date.now();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      // Two of each moment, so that the id has to break the tie.
      setClock(() => new Date(start + Math.floor(count / 2) * 1_000));
      ids.unshift((await makeApiKey(user)).id);
    }
    await makeApiKey(await makeUser());
    const keys = await signedInAs();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await keys.list({ limit: 2, cursor, withTotal: true });
      expect(page.meta.pagination.total).toBe(5);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.pagination.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it("is for a key with the scope as well, and takes no cursor of somebody else's", async () => {
    await makeApiKey(user, { name: "One" });
    const { authorization } = await makeApiKey(user, { name: "Two" });
    const withKey = createCaller(createContext({ authorization })).apiKey;
    const { data, meta } = await withKey.list({ limit: 1 });
    expect(data.map(({ name }) => name)).toEqual(["Two"]);
    const cursor = meta.pagination.nextCursor ?? "";
    const other = await signedInAs(await makeUser());
    expect(await refusal(other.list({ limit: 1, cursor }))).toMatchObject({ details: [{ field: "cursor" }] });
    const without = await makeApiKey(user, { scopes: ["account:write"] });
    const blind = createCaller(createContext({ authorization: without.authorization })).apiKey;
    expect((await refusal(blind.list({}))).code).toBe("FORBIDDEN");
  });
});

describe("apiKey.update and apiKey.remove", () => {
  it("D9: rename and revoke the own key, each with its event; the same name again changes nothing", async () => {
    const { id, authorization } = await makeApiKey(user);
    const keys = await signedInAs();
    expect((await keys.update({ id, name: "New" })).data).toMatchObject({ id, name: "New", scopes: ["account:read"] });
    expect((await keys.update({ id, name: "New" })).data.name).toBe("New");
    expect((await createCaller(createContext({ authorization })).apiKey.list({})).data).toHaveLength(1);
    expect((await keys.remove({ id })).data).toEqual({ id });
    const after = createCaller(createContext({ authorization })).apiKey.list({});
    expect((await refusal(after)).code).toBe("UNAUTHENTICATED");
    const details = { keyId: id };
    expect(await events()).toEqual([
      { type: "apiKey.renamed", actorId: user.id, details },
      { type: "apiKey.revoked", actorId: user.id, details },
    ]);
  });

  it("Z1: answer alike for a foreign key, for an admin too, and for none; and change nothing", async () => {
    const { id: foreign } = await makeApiKey(user, { name: "Mine" });
    for (const role of ["USER", "ADMIN"] as const) {
      const keys = await signedInAs(await makeUser({ role }));
      const answers = [];
      for (const id of [foreign, MISSING]) {
        answers.push(await refusal(keys.update({ id, name: "Taken" })), await refusal(keys.remove({ id })));
      }
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]?.code).toBe("NOT_FOUND");
    }
    expect(await prisma.apiKey.findUniqueOrThrow({ where: { id: foreign } })).toMatchObject({ name: "Mine" });
    expect(await prisma.auditEvent.count()).toBe(0);
  });

  it("D9: of 10 revocations at once one wins, and leaves one event", async () => {
    const { id } = await makeApiKey(user);
    const keys = await signedInAs();
    expect(await tally(atOnce(10, () => keys.remove({ id })))).toEqual({ OK: 1, NOT_FOUND: 9 });
    expect(await events()).toHaveLength(1);
  });

  it.each([
    ["D6", "account", () => prisma.user.deleteMany({ where: { id: user.id } })],
    ["A15", "session", () => prisma.session.deleteMany()],
  ])("%s: answer as to nobody when the %s goes in between", async (_number, _what, end) => {
    const { context, caller } = await createTestCaller(user);
    const { id } = await makeApiKey(user);
    await context.authenticate();
    await end();
    const calls = [
      () => caller.apiKey.create(WANTED),
      () => caller.apiKey.update({ id, name: "X" }),
      () => caller.apiKey.remove({ id }),
    ];
    for (const call of calls) expect((await refusal(call())).code).toBe("UNAUTHENTICATED");
  });
});
