import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { processAccountRequests } from "@/services/account-request.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { everything, killedAtEachStep, watchTransactions } from "./helpers/killed-step";
import { makeUser, PASSWORD } from "./helpers/world";

type Work = () => Promise<unknown>;

const admin = async () => (await createTestCaller(await makeUser({ role: "ADMIN", password: true }))).caller;

/** Each makes what it needs, and gives the change that is to be all or nothing. */
const CHANGES: Record<string, () => Promise<Work>> = {
  "an admin creates a user": async () => {
    const caller = await admin();
    return () => caller.user.create({ email: "new@example.org", name: "New Person", role: "USER" });
  },
  "an admin changes name, role and status": async () => {
    const [caller, { id }] = [await admin(), await makeUser()];
    return () => caller.user.update({ id, name: "Grace Hopper", role: "ADMIN", status: "DISABLED" });
  },
  "an admin removes a user": async () => {
    const [caller, { id }] = [await admin(), await makeUser({ password: true })];
    return () => caller.user.remove({ id });
  },
  "a person makes a key": async () => {
    const caller = await admin();
    return () => caller.apiKey.create({ name: "Export", scopes: ["account:read"] });
  },
  "a person changes the password": async () => {
    const caller = await admin();
    const change = { currentPassword: PASSWORD, newPassword: "amber-lantern-over-moss-7" };
    return () => caller.account.changePassword(change);
  },
  "a person deletes the account": async () => {
    await makeUser({ role: "ADMIN" });
    const caller = await admin();
    return () => caller.account.remove();
  },
};

beforeEach(async () => {
  await resetDatabase();
  // It stands still, so that no session's last use is written down on the way.
  const at = new Date();
  setClock(() => at);
});

describe("kill -9", () => {
  it.each(Object.entries(CHANGES))("D4: leaves all or nothing, at every step: %s", async (_name, prepare) => {
    const work = await prepare();
    await watchTransactions();
    const before = await everything();
    const states = await killedAtEachStep(work);
    expect(states.length).toBeGreaterThan(2);
    expect(states.filter((state) => state !== before)).toEqual([]);
    expect(await everything()).not.toBe(before);
  });

  it("D4: leaves a sign-up asked for, until the account is whole", async () => {
    const { caller } = await createTestCaller("anonymous");
    await caller.auth.signUp({ email: "new@example.org", name: "New Person", password: PASSWORD });
    await watchTransactions();
    const before = await everything();
    const states = await killedAtEachStep(() => processAccountRequests({ limit: 1 }));
    expect(states.length).toBeGreaterThan(2);
    expect(states.filter((state) => state !== before)).toEqual([]);
    expect([await prisma.accountRequest.count(), await prisma.user.count()]).toEqual([0, 1]);
  });
});
