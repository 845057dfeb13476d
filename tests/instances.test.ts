import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { outcomeOf, secondInstance } from "./helpers/instances";
import { makeApiKey } from "./helpers/keys";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

type Parts = { sessionToken: string } | { authorization: string };

let other: Awaited<ReturnType<typeof secondInstance>>;
let boss: { sessionToken: string };
let user: TestUser;
let session: { sessionToken: string };
let key: { authorization: string };

beforeAll(async () => {
  other = await secondInstance();
});
afterAll(() => other.close());

beforeEach(async () => {
  boss = { sessionToken: (await signedIn(await makeUser({ role: "ADMIN" }))).token };
  user = await makeUser({ password: true });
  session = { sessionToken: (await signedIn(user)).token };
  const { authorization } = await makeApiKey(user, { scopes: ["account:read", "users:read"] });
  key = { authorization };
});

const here = (parts: Parts) => createCaller(createContext(parts));
const there = (parts: Parts) => other.as(parts);
const EVERYWHERE = [here, there];

/** How `user.list` ends for the session and the key, on this instance and on the other. */
const verdicts = () =>
  Promise.all(EVERYWHERE.flatMap((as) => [session, key].map((parts) => outcomeOf(as(parts).user.list({})))));

const isIn = async () =>
  Promise.all(EVERYWHERE.map(async (as) => (await as(session).auth.session()).data?.user.id === user.id));

const all = <Value>(value: Value) => Array.from({ length: 4 }, () => value);

describe("two instances on one database", () => {
  it("have a client each", () => {
    expect(other.prisma).not.toBe(prisma);
  });

  it("Z5: a role that one changes holds for sessions and keys from the next request on, on both", async () => {
    expect(await verdicts()).toEqual(all("FORBIDDEN"));
    await there(boss).user.update({ id: user.id, role: "ADMIN" });
    expect(await verdicts()).toEqual(all("OK"));
    await here(boss).user.update({ id: user.id, role: "USER" });
    expect(await verdicts()).toEqual(all("FORBIDDEN"));
  });

  it("A14: a sign-out at one is a sign-out at the other, at once", async () => {
    expect(await isIn()).toEqual([true, true]);
    await there(session).auth.signOut();
    expect(await isIn()).toEqual([false, false]);
  });

  it("A17: a session that is ended at one is over at the other", async () => {
    const { data } = await here(session).auth.session();
    await there(boss).session.remove({ id: data?.session.id ?? "" });
    expect(await isIn()).toEqual([false, false]);
  });

  it("A15: an account that one disables has neither session nor key at the other, nor any after it is enabled", async () => {
    await there(boss).user.update({ id: user.id, status: "DISABLED" });
    expect([await isIn(), await verdicts()]).toEqual([[false, false], all("UNAUTHENTICATED")]);
    await there(boss).user.update({ id: user.id, status: "ACTIVE" });
    expect([await isIn(), await verdicts()]).toEqual([[false, false], all("UNAUTHENTICATED")]);
  });

  it("A15: an account that one deletes is gone at the other", async () => {
    await there(boss).user.remove({ id: user.id });
    expect([await isIn(), await verdicts()]).toEqual([[false, false], all("UNAUTHENTICATED")]);
  });

  it("A15: a password that is changed at one ends the other sessions at the other", async () => {
    const asker = { sessionToken: (await signedIn(user)).token };
    const change = { currentPassword: PASSWORD, newPassword: "amber-lantern-over-moss-7" };
    await there(asker).account.changePassword(change);
    expect(await isIn()).toEqual([false, false]);
  });
});
