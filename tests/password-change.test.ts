import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { openChallenge } from "@/services/challenge.service";
import { authenticate } from "@/services/credential.service";
import { issueLinkToken } from "@/services/link-token.service";
import { changePassword } from "@/services/password.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce, tally, verdictOf } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

const NEW_PASSWORD = "amber-lantern-over-moss-7";
const SHORT = "kiwi-7-tuba";
const MINUTE_MS = 60_000;
const TOO_SHORT = "Must be at least 15 characters long.";

const START = Date.UTC(2026, 2, 1);
const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));
const person = () => makeUser({ password: true });
const templatesTo = async ({ email }: TestUser) => (await mailsTo(email)).map(({ template }) => template);

async function canSignIn({ email }: TestUser, password: string): Promise<string> {
  const { caller } = await createTestCaller("anonymous");
  return verdictOf(caller.auth.signIn({ email, password }));
}

async function addTotp({ id: userId }: TestUser, confirmedAt: Date | null): Promise<void> {
  await prisma.totpFactor.createMany({ data: { userId, secret: "sealed", confirmedAt } });
}

async function addPasskey({ id: userId }: TestUser): Promise<void> {
  const credentialIdHash = hashToken(userId);
  await prisma.passkey.createMany({
    data: { userId, name: "Key", credentialId: "id", credentialIdHash, publicKey: "key" },
  });
}

const isShort = async ({ id }: TestUser) =>
  (await prisma.user.findUniqueOrThrow({ where: { id }, select: { passwordIsShort: true } })).passwordIsShort;

beforeEach(async () => {
  await resetDatabase();
  at(0);
});

describe("account.changePassword", () => {
  it("sets the password, tells the person, and leaves the session that asks", async () => {
    const user = await person();
    const { caller } = await createTestCaller(user);
    expect((await caller.account.changePassword({ newPassword: NEW_PASSWORD })).data).toEqual({
      passwordChanged: true,
    });
    expect((await caller.auth.session()).data?.user).toMatchObject({ id: user.id, version: 2 });
    expect(await templatesTo(user)).toEqual(["passwordChanged"]);
    expect([await canSignIn(user, PASSWORD), await canSignIn(user, NEW_PASSWORD)]).toEqual(["UNAUTHENTICATED", "OK"]);
  });

  it("A15: ends the other sessions, every mailed link and every sign-in half done; those of others stay", async () => {
    const [user, other] = [await person(), await person()];
    const { caller, context } = await createTestCaller(user);
    const theirs = await signedIn(other);
    await signedIn(user);
    await signedIn(user);
    await issueLinkToken(prisma, user.id, "resetPassword");
    await issueLinkToken(prisma, user.id, "confirmEmail", "new@example.org");
    await issueLinkToken(prisma, other.id, "resetPassword");
    await openChallenge(prisma, { kind: "SECOND_FACTOR", userId: user.id, payload: {} });
    await caller.account.changePassword({ newPassword: NEW_PASSWORD });
    const sessions = await prisma.session.findMany({ select: { tokenHash: true }, orderBy: { id: "asc" } });
    expect(sessions.map(({ tokenHash }) => tokenHash)).toEqual(
      [context.sessionToken ?? "", theirs.token].map(hashToken),
    );
    expect(await prisma.verificationToken.findMany({ select: { userId: true } })).toEqual([{ userId: other.id }]);
    expect(await prisma.challenge.count()).toBe(0);
  });

  it("A18: needs the current password once the sign-in is ten minutes old", async () => {
    const user = await person();
    const { cookie } = await signedIn(user);
    const change = (body: object) => api("POST", "/api/account/password", { cookie, body });
    at(10 * MINUTE_MS);
    expect(await change({ newPassword: NEW_PASSWORD })).toMatchObject({
      status: 403,
      error: { code: "REAUTHENTICATION_REQUIRED" },
    });
    expect(await change({ newPassword: NEW_PASSWORD, currentPassword: "not-the-right-one" })).toMatchObject({
      status: 403,
      error: { details: [{ field: "currentPassword", issue: "Is not your password." }] },
    });
    expect(await canSignIn(user, PASSWORD)).toBe("OK");
    expect((await change({ newPassword: NEW_PASSWORD, currentPassword: PASSWORD })).status).toBe(200);
    expect(await canSignIn(user, NEW_PASSWORD)).toBe("OK");
  });

  it("A18: takes a wrong current password amiss also right after the sign-in", async () => {
    const { caller } = await createTestCaller(await person());
    const call = caller.account.changePassword({ newPassword: NEW_PASSWORD, currentPassword: "not-the-right-one" });
    expect((await refusal(call)).code).toBe("REAUTHENTICATION_REQUIRED");
  });

  it("gives a person who signs in elsewhere a first password", async () => {
    const user = await makeUser();
    const { caller } = await createTestCaller(user);
    await caller.account.changePassword({ newPassword: NEW_PASSWORD });
    expect(await canSignIn(user, NEW_PASSWORD)).toBe("OK");
  });

  it("A9, D5: refuses what is easy to guess on the field, and changes nothing", async () => {
    const user = await makeUser({ email: "countess@example.org", name: "Byron Augusta", password: true });
    const { caller } = await createTestCaller(user);
    await signedIn(user);
    const before = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    for (const newPassword of ["passwordpassword", "the countess dances 77", "byron-augusta dances 77"]) {
      expect(await refusal(caller.account.changePassword({ newPassword }))).toMatchObject({
        code: "VALIDATION_ERROR",
        details: [{ field: "newPassword" }],
      });
    }
    expect(await prisma.user.findUniqueOrThrow({ where: { id: user.id } })).toEqual(before);
    expect(await prisma.session.count()).toBe(2);
    expect([await prisma.outboxMail.count(), await prisma.auditEvent.count()]).toEqual([0, 0]);
  });

  it("D9: is in the log, without a word of the password", async () => {
    const user = await person();
    const { caller } = await createTestCaller(user, { ip: "192.0.2.7" });
    await caller.account.changePassword({ newPassword: NEW_PASSWORD });
    const events = await prisma.auditEvent.findMany({ where: { type: "password.changed" } });
    expect(events).toMatchObject([{ accountId: user.id, actorId: user.id, ip: "192.0.2.7", details: "{}" }]);
  });

  it("changes nothing when the session ends while the password is hashed", async () => {
    const user = await person();
    const { token } = await signedIn(user);
    const actor = await authenticate({ sessionToken: token, authorization: null });
    if (!actor) return expect.fail("nobody is signed in");
    await prisma.session.deleteMany();
    await expect(changePassword(actor, { newPassword: NEW_PASSWORD })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(await canSignIn(user, PASSWORD)).toBe("OK");
  });

  it("of two at once from two devices leaves one password and one session", async () => {
    const user = await person();
    const passwords = [NEW_PASSWORD, "violet-canyon-under-rain-2"];
    const callers = await Promise.all(passwords.map(() => createTestCaller(user)));
    const changes = callers.map(({ caller }, index) =>
      caller.account.changePassword({ newPassword: passwords[index] ?? "" }),
    );
    expect(await tally(changes)).toEqual({ OK: 1, UNAUTHENTICATED: 1 });
    expect(await prisma.session.count()).toBe(1);
  });
});

describe("the length of a password (A7)", () => {
  const ways = {
    async change(user: TestUser, password: string) {
      const { caller } = await createTestCaller(user);
      return caller.account.changePassword({ newPassword: password });
    },
    async reset(user: TestUser, password: string) {
      const token = await issueLinkToken(prisma, user.id, "resetPassword");
      const { caller } = await createTestCaller("anonymous");
      return caller.auth.resetPassword({ token, password });
    },
  };

  it.each(["change", "reset"] as const)("A7: is 15 without a second factor, to %s it", async (way) => {
    const user = await person();
    await addTotp(user, null);
    const field = way === "change" ? "newPassword" : "password";
    for (const password of [SHORT, "plumb-kiwi-tub"]) {
      expect((await refusal(ways[way](user, password))).details).toEqual([{ field, issue: TOO_SHORT }]);
    }
    expect((await ways[way](user, "kiwi-7-tuba-ode")).success).toBe(true);
    expect(await isShort(user)).toBe(false);
  });

  it.each(["change", "reset"] as const)("A7: is 8 with one, to %s it, and no less", async (way) => {
    const users = [await person(), await person()];
    for (const [index, user] of users.entries()) {
      if (index === 0) await addTotp(user, new Date(START));
      else await addPasskey(user);
      expect((await refusal(ways[way](user, "kiwi-7t"))).details).toMatchObject([
        { issue: "Must be at least 8 characters long." },
      ]);
      expect((await ways[way](user, "kiwi-7tu")).success).toBe(true);
      expect(await isShort(user)).toBe(true);
      expect((await ways[way](user, NEW_PASSWORD)).success).toBe(true);
      expect(await isShort(user)).toBe(false);
    }
  });

  it("A8: counts characters of any script, in their normal form", async () => {
    const user = await person();
    expect((await refusal(ways.change(user, "ﬃ🦔🌙🪁é"))).details).toMatchObject([
      { issue: "Must be at least 8 characters long." },
    ]);
    const password = "🦔🌙🪁🧩🎻🛶🪴🧭🦉🏔🪐🧵🎐🦢🫖";
    expect((await ways.change(user, password)).success).toBe(true);
    expect(await canSignIn(user, password)).toBe("OK");
  });

  it("A7: is at most 128, and 15 at sign-up", async () => {
    const user = await person();
    const tooLong = "quiet harbour ".repeat(10);
    expect((await refusal(ways.change(user, tooLong))).details).toEqual([
      { field: "newPassword", issue: "Must be at most 128 characters long." },
    ]);
    const { caller } = await createTestCaller("anonymous");
    const signUp = caller.auth.signUp({ email: "new@example.org", name: "N", password: SHORT });
    expect((await refusal(signUp)).details).toEqual([{ field: "password", issue: TOO_SHORT }]);
  });
});

describe("auth.resetPassword", () => {
  it("tells the person, and wins once however many try (A19)", async () => {
    const user = await person();
    const token = await issueLinkToken(prisma, user.id, "resetPassword");
    const { caller } = await createTestCaller("anonymous");
    const resets = atOnce(4, () => caller.auth.resetPassword({ token, password: NEW_PASSWORD }));
    expect(await tally(resets)).toEqual({ OK: 1, VALIDATION_ERROR: 3 });
    expect(await templatesTo(user)).toEqual(["passwordChanged"]);
  });
});
