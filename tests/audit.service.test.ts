import { beforeEach, describe, expect, it } from "vitest";
import { transaction } from "@/lib/db-retry";
import { prisma } from "@/lib/prisma";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { createApiKey } from "@/services/api-key.service";
import { auditCreation, hashEvent, recordAudit } from "@/services/audit.service";
import { verifyChains } from "@/services/audit-verify.service";
import { seed } from "../prisma/seed/seed";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { api } from "./helpers/request";
import { atOnce, tally } from "./helpers/verdicts";
import { actorOf, makeUser, signedIn } from "./helpers/world";

beforeEach(resetDatabase);

const whole = (chains: number, events: number) => ({ chains, events, broken: 0 });
const verify = () => verifyChains({ onBroken: () => expect.fail() });

function chainOf(accountId: string) {
  return prisma.auditChain.findUnique({ where: { accountId }, select: { length: true, head: true } });
}

describe("recordAudit (D9)", () => {
  it("D9: chains an account's events, each with the hash of the one before", async () => {
    const { id } = await makeUser();
    for (const type of ["account.updated", "account.verified", "password.set"] as const) {
      await transaction((tx) => recordAudit(tx, { accountId: id, type, by: id }));
    }
    const rows = await prisma.auditEvent.findMany({ where: { accountId: id }, orderBy: { sequence: "asc" } });
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    let head = "";
    for (const { hash, ...event } of rows) {
      expect(hash).toBe(hashEvent(head, event));
      head = hash;
    }
    expect(await chainOf(id)).toEqual({ length: 3, head });
  });

  it("D9: begins a chain with the first event of an account from before there were any", async () => {
    const { id } = await makeUser();
    expect(await chainOf(id)).toBeNull();
    const { caller } = await createTestCaller("ADMIN");
    await caller.user.update({ id, name: "First" });
    expect(await chainOf(id)).toMatchObject({ length: 1 });
    await caller.user.update({ id, name: "Second" });
    expect(await chainOf(id)).toMatchObject({ length: 2 });
    expect(await verify()).toEqual(whole(1, 2));
  });

  it("D9: of 20 first events of such accounts at once none is lost, for one account and for many", async () => {
    const { caller } = await createTestCaller("ADMIN");
    const users = await Promise.all(atOnce(5, () => makeUser()));
    const calls = users.flatMap(({ id }) => atOnce(4, (index) => caller.user.update({ id, name: `Name ${index}` })));
    expect(await tally(calls)).toEqual({ OK: 20 });
    expect(await verify()).toEqual(whole(5, 20));
  });

  it("D9: 20 changes of one account at once leave 20 events without a gap", async () => {
    const user = await makeUser();
    const { caller: admin } = await createTestCaller("ADMIN");
    const { caller: own } = await createTestCaller(user);
    const calls = atOnce(20, (index): Promise<unknown> => {
      if (index % 2 === 0) return admin.user.update({ id: user.id, name: `Name ${index}` });
      return own.apiKey.create({ name: `Key ${index}`, scopes: ["account:read"] });
    });
    expect(await tally(calls)).toEqual({ OK: 20 });
    const rows = await prisma.auditEvent.findMany({ where: { accountId: user.id }, orderBy: { sequence: "asc" } });
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await verify()).toEqual(whole(1, 20));
  });

  it("D9: is undone with the change that it tells of", async () => {
    const user = await makeUser();
    const { context } = await createTestCaller(user);
    const actor = (await context.authenticate()) ?? expect.fail("nobody");
    const broken = { ...actor, email: "a\r\n@example.org" };
    const input = { name: "K", scopes: ["account:read" as const], requestsPerMinute: 1 };
    // The event is written by then: the mail to an address with a line break comes last, and is refused.
    await expect(createApiKey(broken, input)).rejects.toThrow("line break");
    expect([await prisma.apiKey.count(), await prisma.auditEvent.count(), await chainOf(user.id)]).toEqual([
      0,
      0,
      null,
    ]);
    await createApiKey(actor, input);
    const failing = transaction(async (tx) => {
      await tx.user.updateMany({ where: { id: user.id }, data: { name: "Undone" } });
      await recordAudit(tx, { accountId: user.id, type: "account.updated", by: null });
      throw new Error("at the last moment");
    });
    await expect(failing).rejects.toThrow("at the last moment");
    expect(await chainOf(user.id)).toMatchObject({ length: 1 });
    expect(await verify()).toEqual(whole(1, 1));
  });

  it("D9: refuses an event that the database does not take, with all of its transaction", async () => {
    const { id } = await makeUser();
    const twice = transaction(async (tx) => {
      await Promise.all(auditCreation(tx, { accountId: id, by: id }));
      await Promise.all(auditCreation(tx, { accountId: id, by: id }));
    });
    await expect(twice).rejects.toMatchObject({ code: "P2002" });
    expect(await prisma.auditEvent.count()).toBe(0);
  });

  it("says who it was: a person, a key, an admin as somebody else, nobody known; from where, and in which request", async () => {
    const user = await makeUser();
    const session = { cookie: (await signedIn(user)).cookie };
    const headers = { "x-request-id": "request-of-mine" };
    await api("PATCH", `/api/users/${user.id}`, { ...session, body: { name: "Mine" }, headers });
    const acting = actorOf(user);
    const impersonator = { userId: "0198c0de-7a1b-7000-8000-0000000000aa", name: "Ada", sessionId: "s" };
    const credential = { sessionId: "", tokenHash: "", authenticatedAt: new Date(), impersonator };
    const by = [null, { ...acting, credential: { kind: "session", ...credential } as const }];
    for (const who of by) {
      await transaction((tx) => recordAudit(tx, { accountId: user.id, type: "account.updated", by: who }));
    }
    const rows = await prisma.auditEvent.findMany({ where: { accountId: user.id }, orderBy: { sequence: "asc" } });
    expect(rows.map(({ actorKind, actorId, impersonatorId }) => ({ actorKind, actorId, impersonatorId }))).toEqual([
      { actorKind: "USER", actorId: user.id, impersonatorId: null },
      { actorKind: "SYSTEM", actorId: null, impersonatorId: null },
      { actorKind: "USER", actorId: user.id, impersonatorId: impersonator.userId },
    ]);
    expect(rows[0]?.requestId).toBe("request-of-mine");
  });

  it("D9: stays when the account goes, and tells of that as well", async () => {
    const { caller } = await createTestCaller("ADMIN");
    const { data: made } = await caller.user.create({ email: "gone@example.org", name: "Gone" });
    await caller.user.remove({ id: made.id });
    const rows = await prisma.auditEvent.findMany({ where: { accountId: made.id }, orderBy: { sequence: "asc" } });
    expect(rows.map(({ type }) => type)).toEqual(["account.created", "account.removed"]);
    expect(await verify()).toEqual(whole(1, 2));
  });

  it("D9: numbers the calls of a batch, so that each event has its own", async () => {
    const user = await makeUser();
    const { token } = await signedIn(user);
    const context = createContext({ sessionToken: token, requestId: "batch-of-mine", isBatch: true });
    await createCaller(context).user.update({ id: user.id, name: "In a batch" });
    expect(await prisma.auditEvent.findFirstOrThrow()).toMatchObject({ requestId: "batch-of-mine.0" });
  });
});

describe("the seed (D9)", () => {
  it("D9: gives each person a chain, which the next event goes on with", async () => {
    await seed(prisma, { users: 12 });
    expect(await verify()).toEqual(whole(12, 12));
    const person = await prisma.user.findFirstOrThrow({ where: { status: "ACTIVE", role: "USER" } });
    const [first] = await prisma.auditEvent.findMany({ where: { accountId: person.id } });
    expect(first).toMatchObject({ type: "account.created", actorKind: "SYSTEM", createdAt: person.createdAt });
    const { caller } = await createTestCaller("ADMIN");
    await caller.user.update({ id: person.id, name: "Renamed" });
    expect(await verify()).toEqual(whole(12, 13));
    await seed(prisma, { users: 12 });
    expect(await verify()).toEqual(whole(12, 13));
  });
});
