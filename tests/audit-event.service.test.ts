import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { prisma } from "@/lib/prisma";
import type { AuditEvent } from "@/schemas/audit-event.schema";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { type AuditRecord, recordAudit } from "@/services/audit.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { makeApiKey } from "./helpers/keys";
import { rawCall } from "./helpers/raw-call";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { makeUser, signedIn, type TestUser } from "./helpers/world";

const START = Date.UTC(2026, 2, 1);

let admin: TestUser;
let user: TestUser;
let other: TestUser;

beforeEach(async () => {
  await resetDatabase();
  [admin, user, other] = [await makeUser({ role: "ADMIN" }), await makeUser(), await makeUser()];
});

function note(record: Omit<AuditRecord, "by"> & Partial<Pick<AuditRecord, "by">>): Promise<void> {
  return transaction((tx) => recordAudit(tx, { by: null, ...record }));
}

/** Eight events, two of each moment, about two accounts in turn. */
async function noteEight(): Promise<void> {
  const types: AuditRecord["type"][] = ["account.verified", "account.updated", "password.set", "session.opened"];
  for (let count = 0; count < 8; count += 1) {
    setClock(() => new Date(START + Math.floor(count / 2) * 1_000));
    const type = types[Math.floor(count / 2)] ?? "account.updated";
    await note({ accountId: [user.id, other.id][count % 2] ?? "", type, by: count % 4 === 0 ? user.id : null });
  }
}

async function asAdmin() {
  return (await createTestCaller(admin)).caller.auditEvent;
}

type Filter = NonNullable<Parameters<Awaited<ReturnType<typeof asAdmin>>["list"]>[0]>;

async function all(filter: Filter): Promise<AuditEvent[]> {
  const events = await asAdmin();
  const found: AuditEvent[] = [];
  let cursor: string | undefined;
  do {
    const { data, meta } = await events.list({ ...filter, limit: 3, cursor });
    found.push(...data);
    cursor = meta.pagination.nextCursor ?? undefined;
  } while (cursor);
  return found;
}

describe("auditEvent.list (D9)", () => {
  it("gives every event once, page by page, either way round", async () => {
    await noteEight();
    const newest = await all({});
    expect(newest).toHaveLength(8);
    expect(new Set(newest.map(({ id }) => id)).size).toBe(8);
    const times = newest.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await all({ sort: "createdAt" })).toEqual(newest.toReversed());
  });

  it("adds today's names when asked to: null for nobody, and for who is gone", async () => {
    await note({ accountId: user.id, type: "account.updated", by: user.id });
    await note({ accountId: other.id, type: "account.updated", by: admin.id });
    await note({ accountId: user.id, type: "password.linkSent" });
    await prisma.user.update({ where: { id: user.id }, data: { name: "New Name" }, select: { id: true } });
    await prisma.user.delete({ where: { id: other.id }, select: { id: true } });
    const { data } = await (await asAdmin()).list({ withNames: true, sort: "createdAt" });
    expect(
      data.map(({ accountName, actorName, impersonatorName }) => [accountName, actorName, impersonatorName]),
    ).toEqual([
      ["New Name", "New Name", null],
      [null, admin.name, null],
      ["New Name", null, null],
    ]);
    const [plain] = (await (await asAdmin()).list({})).data;
    for (const name of ["accountName", "actorName", "impersonatorName"]) expect(plain).not.toHaveProperty(name);
  });

  it("Z6: gives names to no key that may read the log but not the people", async () => {
    const readerWith = async (scopes: Parameters<typeof makeApiKey>[1]) => {
      const { authorization } = await makeApiKey(admin, scopes);
      return createCaller(createContext({ authorization })).auditEvent;
    };
    const blind = await readerWith({ scopes: ["audit:read"] });
    expect((await blind.list({})).success).toBe(true);
    expect((await refusal(blind.list({ withNames: true }))).code).toBe("FORBIDDEN");
    const both = await readerWith({ scopes: ["audit:read", "users:read"] });
    expect((await both.list({ withNames: true })).success).toBe(true);
  });

  it("filters by account, by who did it and by type, alone and together", async () => {
    await noteEight();
    const ofUser = await all({ accountId: user.id });
    expect(ofUser.map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    expect((await all({ actorId: user.id })).map(({ type }) => type)).toEqual(["password.set", "account.verified"]);
    expect((await all({ type: "session.opened" })).map(({ accountId }) => accountId).sort()).toEqual(
      [user.id, other.id].sort(),
    );
    expect(await all({ accountId: user.id, actorId: user.id, type: "password.set" })).toHaveLength(1);
    expect(await all({ accountId: other.id, actorId: user.id })).toEqual([]);
    const { meta } = await (await asAdmin()).list({ accountId: user.id, limit: 1, withTotal: true });
    expect(meta.pagination.total).toBe(4);
  });

  it("gives details as they were written, and no hash", async () => {
    const details = { from: "USER", count: 2, isNew: true, nothing: null, scopes: ["a", "b"] };
    await note({ accountId: user.id, type: "account.updated", by: admin.id, details });
    const [event] = await all({});
    expect(event).toEqual({
      id: expect.any(String),
      accountId: user.id,
      sequence: 1,
      type: "account.updated",
      actorKind: "USER",
      actorId: admin.id,
      impersonatorId: null,
      ip: null,
      requestId: expect.any(String),
      details,
      createdAt: expect.any(Date),
    });
  });

  it("M6: shows what a newer release has written, by the name that it has there", async () => {
    await note({ accountId: user.id, type: "account.updated" });
    await prisma.auditEvent.updateMany({ data: { type: "account.teleported" } });
    expect((await all({ accountId: user.id })).map(({ type }) => type)).toEqual(["account.teleported"]);
  });

  it("is for those with audit:read: an admin, an admin's key with the scope, nobody else", async () => {
    await noteEight();
    const { caller } = await createTestCaller(user);
    expect((await refusal(caller.auditEvent.list({}))).code).toBe("FORBIDDEN");
    const nobody = (await createTestCaller("anonymous")).caller.auditEvent;
    expect((await refusal(nobody.list({}))).code).toBe("UNAUTHENTICATED");
    const withKey = async (who: TestUser, scopes: Parameters<typeof makeApiKey>[1]) => {
      const { authorization } = await makeApiKey(who, scopes);
      return createCaller(createContext({ authorization })).auditEvent;
    };
    expect((await (await withKey(admin, { scopes: ["audit:read"] })).list({})).data).toHaveLength(8);
    const without = await withKey(admin, { scopes: ["users:read", "account:read"] });
    expect((await refusal(without.list({}))).code).toBe("FORBIDDEN");
    const beyond = await withKey(user, { scopes: ["audit:read"] });
    expect((await refusal(beyond.list({}))).code).toBe("FORBIDDEN");
  });

  it("I18: takes no cursor of another filter or sort, and no unknown type", async () => {
    await noteEight();
    const events = await asAdmin();
    const cursor = (await events.list({ limit: 1 })).meta.pagination.nextCursor ?? "";
    for (const filter of [{ accountId: user.id }, { actorId: user.id }, { sort: "createdAt" as const }]) {
      expect(await refusal(events.list({ ...filter, cursor }))).toMatchObject({ details: [{ field: "cursor" }] });
    }
    const { context } = await createTestCaller(admin);
    const call = rawCall(context, "auditEvent.list", { type: "account.hacked" });
    expect(await refusal(call)).toMatchObject({ details: [{ field: "type" }] });
  });

  it("is at /api/audit-events, with filters in the query", async () => {
    await noteEight();
    const { cookie } = await signedIn(admin);
    const path = `/api/audit-events?accountId=${user.id}&type=password.set&sort=createdAt&withTotal=true`;
    const { status, data, pagination } = await api<AuditEvent[]>("GET", path, { cookie });
    expect([status, pagination?.total]).toEqual([200, 1]);
    expect(data).toMatchObject([{ accountId: user.id, type: "password.set", sequence: 3 }]);
    expect((await api("GET", "/api/audit-events?hash=x", { cookie })).error?.details).toMatchObject([
      { field: "hash" },
    ]);
  });
});

describe("auditEvent.mine (D9)", () => {
  it("gives the person's own events, newest first, and nobody else's", async () => {
    await noteEight();
    const { caller } = await createTestCaller(user);
    const first = await caller.auditEvent.mine({ limit: 3, withTotal: true });
    const cursor = first.meta.pagination.nextCursor ?? "";
    const second = await caller.auditEvent.mine({ limit: 3, cursor });
    expect(first.meta.pagination.total).toBe(4);
    expect([...first.data, ...second.data].map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    expect([...first.data, ...second.data].every(({ accountId }) => accountId === user.id)).toBe(true);
    const stranger = (await createTestCaller(other)).caller.auditEvent;
    expect(await refusal(stranger.mine({ cursor }))).toMatchObject({ details: [{ field: "cursor" }] });
  });

  it("Z4: shows where the person sat, and not where an admin did", async () => {
    const own = { cookie: (await signedIn(user)).cookie };
    const their = { cookie: (await signedIn(admin)).cookie };
    await api("PATCH", `/api/users/${user.id}`, { ...own, body: { name: "By Myself" } });
    await api("PATCH", `/api/users/${user.id}`, { ...their, body: { name: "By Another" } });
    await prisma.auditEvent.updateMany({ data: { ip: "198.51.100.7" } });
    const mine = await api<AuditEvent[]>("GET", "/api/account/audit-events", own);
    expect(mine.data?.map(({ actorId, ip }) => [actorId, ip])).toEqual([
      [admin.id, null],
      [user.id, "198.51.100.7"],
    ]);
    expect((await all({})).map(({ ip }) => ip)).toEqual(["198.51.100.7", "198.51.100.7"]);
  });

  it("is for a key with account:read, and for nobody unknown", async () => {
    const { authorization } = await makeApiKey(user, { scopes: ["account:read", "account:write"] });
    const { auditEvent, user: users } = createCaller(createContext({ authorization }));
    await users.update({ id: user.id, name: "By Key" });
    const key = await prisma.apiKey.findFirstOrThrow({ where: { userId: user.id } });
    expect((await auditEvent.mine({})).data).toMatchObject([
      { type: "account.updated", actorKind: "API_KEY", actorId: user.id, details: { fields: ["name"], byKey: key.id } },
    ]);
    const blind = await makeApiKey(user, { scopes: ["account:write"] });
    const without = createCaller(createContext({ authorization: blind.authorization })).auditEvent;
    expect((await refusal(without.mine({}))).code).toBe("FORBIDDEN");
    expect((await refusal((await createTestCaller("anonymous")).caller.auditEvent.mine({}))).code).toBe(
      "UNAUTHENTICATED",
    );
  });
});
