import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { authenticate } from "@/services/credential.service";
import { changeEmail, confirmEmail } from "@/services/email-change.service";
import { issueLinkToken } from "@/services/link-token.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { fieldsOf } from "./helpers/fields";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { api } from "./helpers/request";
import { atOnce, tally, verdictOf } from "./helpers/verdicts";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

const NEW = "moved@example.org";
const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 2, 1);
const BAD_LINK = {
  code: "VALIDATION_ERROR",
  details: [{ field: "token", issue: "The link is not valid any more. Ask for a new one." }],
};

const at = (milliseconds: number) => setClock(() => new Date(START + milliseconds));
const person = () => makeUser({ email: "before@example.org", name: "Ada King", password: true });
const nobody = async () => (await createTestCaller("anonymous")).caller;
const templatesTo = async (email: string) => (await mailsTo(email)).map(({ template }) => template);
const rowOf = ({ id }: TestUser) => prisma.user.findUniqueOrThrow({ where: { id } });

async function askFor(user: TestUser, email: string): Promise<void> {
  const { caller } = await createTestCaller(user);
  await caller.account.changeEmail({ email });
}

const link = (user: TestUser, email = NEW) => issueLinkToken(prisma, user.id, "confirmEmail", email);

beforeEach(async () => {
  await resetDatabase();
  at(0);
});

describe("account.changeEmail", () => {
  it("mails a link to the new address and tells the old one; nothing is changed yet (A18)", async () => {
    const user = await person();
    const before = await rowOf(user);
    const { caller } = await createTestCaller(user);
    expect((await caller.account.changeEmail({ email: NEW })).data).toEqual({
      message: "If the address is free, a link is on its way to it.",
    });
    expect([await templatesTo(NEW), await templatesTo(user.email)]).toEqual([
      ["confirmEmail"],
      ["emailChangeRequested"],
    ]);
    expect((await lastMailTo(user.email)).token).toBe("");
    expect(await rowOf(user)).toEqual(before);
    expect(await prisma.auditEvent.findMany()).toMatchObject([
      { accountId: user.id, actorId: user.id, type: "email.changeRequested", details: "{}" },
    ]);
  });

  it("A20: the link leads to APP_URL, with the token in the fragment", async () => {
    await askFor(await person(), NEW);
    const { text } = await lastMailTo(NEW);
    expect(text.match(/https?:\/\/[^\s"<]+/g)).toEqual([
      expect.stringMatching(/^http:\/\/localhost:3000\/confirm-email#token=[\w-]{43}$/),
    ]);
  });

  it("A3: is answered alike for an address that is taken, whose owner is told instead", async () => {
    const user = await person();
    const owner = await makeUser({ email: "owner@example.org" });
    const { cookie } = await signedIn(user);
    const ask = async (email: string) => {
      const { status, headers, data, text } = await api("POST", "/api/account/email", { cookie, body: { email } });
      return [status, data, text.length, fieldsOf(headers)];
    };
    const taken = await ask(owner.email);
    const count = async () => [await prisma.outboxMail.count(), await prisma.verificationToken.count()];
    const written = await count();
    expect(await ask("free1@example.org")).toEqual(taken);
    expect(await count()).toEqual([4, 1]);
    expect(written).toEqual([2, 1]);
    expect(await templatesTo(owner.email)).toEqual(["addressTaken"]);
    expect((await lastMailTo(owner.email)).token).toBe("");
    expect(await templatesTo("free1@example.org")).toEqual(["confirmEmail"]);
  });

  it("A21: refuses the address that the account has, in any spelling, and moves to the normal form of another", async () => {
    const user = await person();
    const { caller } = await createTestCaller(user);
    for (const email of [user.email, ` ${user.email.toUpperCase()}`, "ｂｅｆｏｒｅ@example.org"]) {
      expect(await refusal(caller.account.changeEmail({ email }))).toMatchObject({
        code: "VALIDATION_ERROR",
        details: [{ field: "email" }],
      });
    }
    await caller.account.changeEmail({ email: " Moved@EXAMPLE.org " });
    expect(await templatesTo(NEW)).toEqual(["confirmEmail"]);
  });

  it("A18: needs the current password once the sign-in is ten minutes old", async () => {
    const user = await person();
    const { cookie } = await signedIn(user);
    at(10 * MINUTE_MS);
    const ask = (body: object) => api("POST", "/api/account/email", { cookie, body });
    expect((await ask({ email: NEW })).error?.code).toBe("REAUTHENTICATION_REQUIRED");
    expect((await ask({ email: NEW, currentPassword: "not-the-right-one" })).error?.details).toEqual([
      { field: "currentPassword", issue: "Is not your password." },
    ]);
    expect(await prisma.outboxMail.count()).toBe(0);
    expect((await ask({ email: NEW, currentPassword: PASSWORD })).status).toBe(202);
  });

  it("changes nothing for a session that has ended in between", async () => {
    const { token } = await signedIn(await person());
    const actor = await authenticate({ sessionToken: token, authorization: null });
    if (!actor) return expect.fail("nobody is signed in");
    await prisma.session.deleteMany();
    await expect(changeEmail(actor, { email: NEW })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await prisma.outboxMail.count()).toBe(0);
  });
});

describe("auth.confirmEmail", () => {
  it("moves the account, which is found and signed in to by the new address; the old one is told", async () => {
    const user = await person();
    await askFor(user, NEW);
    at(MINUTE_MS);
    const { data } = await (await nobody()).auth.confirmEmail({ token: (await lastMailTo(NEW)).token });
    expect(data).toEqual({ emailChanged: true });
    expect(await rowOf(user)).toMatchObject({
      email: NEW,
      emailVerifiedAt: new Date(START + MINUTE_MS),
      updatedAt: new Date(START + MINUTE_MS),
      version: 2,
    });
    expect(await templatesTo("before@example.org")).toEqual(["emailChangeRequested", "emailChanged"]);
    const { caller: admin } = await createTestCaller("ADMIN");
    const found = async (q: string) => (await admin.user.list({ q })).data.map(({ id }) => id);
    expect([await found("moved"), await found("before"), await found("king")]).toEqual([[user.id], [], [user.id]]);
    const signIn = async (email: string) => verdictOf((await nobody()).auth.signIn({ email, password: PASSWORD }));
    expect([await signIn(NEW), await signIn("before@example.org")]).toEqual(["OK", "UNAUTHENTICATED"]);
    expect(await prisma.auditEvent.findMany({ where: { type: "email.changed" } })).toMatchObject([
      { accountId: user.id, actorId: user.id, details: "{}" },
    ]);
  });

  it("A15: ends every link that went to the old address; the session stays", async () => {
    const user = await person();
    const { token: sessionToken } = await signedIn(user);
    await issueLinkToken(prisma, user.id, "resetPassword");
    await issueLinkToken(prisma, user.id, "verifyEmail");
    await confirmEmail({ token: await link(user) });
    expect(await prisma.verificationToken.count()).toBe(0);
    const { caller } = await createTestCaller("anonymous", { sessionToken });
    expect((await caller.auth.session()).data?.user.email).toBe(NEW);
  });

  it("A19: of 50 parallel redemptions exactly one wins", async () => {
    const user = await person();
    const token = await link(user);
    expect(await tally(atOnce(50, () => confirmEmail({ token })))).toEqual({ OK: 1, VALIDATION_ERROR: 49 });
    expect(await rowOf(user)).toMatchObject({ email: NEW, version: 2 });
    expect(await templatesTo("before@example.org")).toEqual(["emailChanged"]);
  });

  it("A19: works once, for an hour, and until a newer one is asked for", async () => {
    const user = await person();
    const caller = await nobody();
    const [older, newer] = [await link(user), await link(user, "second@example.org")];
    expect(await refusal(caller.auth.confirmEmail({ token: older }))).toMatchObject(BAD_LINK);
    at(60 * MINUTE_MS);
    expect(await refusal(caller.auth.confirmEmail({ token: newer }))).toMatchObject(BAD_LINK);
    at(60 * MINUTE_MS - 1);
    expect((await caller.auth.confirmEmail({ token: newer })).success).toBe(true);
    expect(await refusal(caller.auth.confirmEmail({ token: newer }))).toMatchObject(BAD_LINK);
    expect((await rowOf(user)).email).toBe("second@example.org");
  });

  it("A19: takes no link of another purpose, nor is its own taken for one", async () => {
    const user = await makeUser({ password: true, verified: false });
    const caller = await nobody();
    const tokens = [
      await issueLinkToken(prisma, user.id, "verifyEmail"),
      await issueLinkToken(prisma, user.id, "resetPassword"),
    ];
    for (const token of tokens) expect(await refusal(caller.auth.confirmEmail({ token }))).toMatchObject(BAD_LINK);
    const own = await link(user);
    expect(await refusal(caller.auth.verifyEmail({ token: own }))).toMatchObject(BAD_LINK);
    expect(await refusal(caller.auth.resetPassword({ token: own, password: PASSWORD }))).toMatchObject(BAD_LINK);
    expect(await prisma.verificationToken.count()).toBe(3);
  });

  it("A19: is refused with the account disabled, or gone, or the password changed (A15, D6)", async () => {
    const { caller: admin } = await createTestCaller("ADMIN");
    const users = [await makeUser(), await makeUser(), await makeUser()] as const;
    const tokens = await Promise.all(users.map((user) => link(user, `${user.id}@example.org`)));
    await admin.user.update({ id: users[0].id, status: "DISABLED" });
    await admin.user.remove({ id: users[1].id });
    await (await createTestCaller(users[2])).caller.account.changePassword({
      newPassword: "amber-lantern-over-moss-7",
    });
    const caller = await nobody();
    for (const token of tokens) expect(await refusal(caller.auth.confirmEmail({ token }))).toMatchObject(BAD_LINK);
  });

  it("D5: is a bad link when somebody else has got the address in between, and changes nothing", async () => {
    const user = await person();
    const token = await link(user);
    const before = await rowOf(user);
    await makeUser({ email: NEW });
    expect(await refusal((await nobody()).auth.confirmEmail({ token }))).toMatchObject(BAD_LINK);
    expect(await rowOf(user)).toEqual(before);
    expect([await prisma.outboxMail.count(), await prisma.auditEvent.count()]).toEqual([0, 0]);
    expect(await prisma.userSearchTerm.count({ where: { userId: user.id, term: { startsWith: "moved" } } })).toBe(0);
  });

  it("of several accounts that want one address, one gets it", async () => {
    const users = await Promise.all(atOnce(5, () => makeUser()));
    const tokens = await Promise.all(users.map((user) => link(user)));
    expect(await tally(tokens.map((token) => confirmEmail({ token })))).toEqual({ OK: 1, VALIDATION_ERROR: 4 });
    expect(await prisma.user.count({ where: { email: NEW } })).toBe(1);
  });

  it("has the search terms of a name that is changed at the same moment", async () => {
    const user = await person();
    const { caller } = await createTestCaller(user);
    const token = await link(user);
    await Promise.all([confirmEmail({ token }), caller.user.update({ id: user.id, name: "Grace Hopper" })]);
    const terms = await prisma.userSearchTerm.findMany({ where: { userId: user.id }, select: { term: true } });
    const all = terms.map(({ term }) => term).join(" ");
    expect([all.includes("grace"), all.includes("moved"), all.includes("king"), all.includes("before")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
