import { describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { issueLinkToken } from "@/services/link-token.service";
import { createTestCaller } from "./helpers/caller";
import { lastMailTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { makeUser, PASSWORD, signedIn } from "./helpers/world";

const NEW_PASSWORD = "amber-lantern-over-moss-7";
const BAD_LINK = {
  code: "VALIDATION_ERROR",
  message: "One or more fields are invalid.",
  details: [{ field: "token", issue: "The link is not valid any more. Ask for a new one." }],
};
const MINUTE_MS = 60_000;

const nobody = async () => (await createTestCaller("anonymous")).caller;
const link = (user: { id: string }, template: "verifyEmail" | "resetPassword") =>
  issueLinkToken(prisma, user.id, template);
const newcomer = () => makeUser({ password: true, verified: false });

function moveClock(milliseconds: number): void {
  const to = new Date(Date.now() + milliseconds);
  setClock(() => to);
}

describe("auth.verifyEmail", () => {
  it("opens the account: from then on the person can sign in", async () => {
    const user = await newcomer();
    const caller = await nobody();
    expect((await caller.auth.verifyEmail({ token: await link(user, "verifyEmail") })).data).toEqual({
      emailVerified: true,
    });
    const { data } = await caller.auth.signIn({ email: user.email, password: PASSWORD });
    expect(data).toMatchObject({ emailVerified: true, version: 2 });
  });

  it("signs nobody in", async () => {
    const user = await newcomer();
    const { caller, context } = await createTestCaller("anonymous");
    await caller.auth.verifyEmail({ token: await link(user, "verifyEmail") });
    expect([...context.responseHeaders]).toEqual([]);
    expect(await prisma.session.count({ where: { userId: user.id } })).toBe(0);
  });
});

describe("auth.resetPassword", () => {
  it("sets the password; the old one is over", async () => {
    const user = await makeUser({ password: true });
    const caller = await nobody();
    const token = await link(user, "resetPassword");
    expect((await caller.auth.resetPassword({ token, password: NEW_PASSWORD })).data).toEqual({
      passwordChanged: true,
    });
    expect((await refusal(caller.auth.signIn({ email: user.email, password: PASSWORD }))).code).toBe("UNAUTHENTICATED");
    const { data } = await caller.auth.signIn({ email: user.email, password: NEW_PASSWORD });
    expect(data).toMatchObject({ version: 2 });
  });

  it("A15: ends every session and every other link of the account", async () => {
    const user = await makeUser({ password: true });
    const other = await makeUser();
    const [mine, theirs] = [await signedIn(user), await signedIn(other)];
    const verify = await link(user, "verifyEmail");
    const caller = await nobody();
    await caller.auth.resetPassword({ token: await link(user, "resetPassword"), password: NEW_PASSWORD });
    expect(await prisma.session.count({ where: { tokenHash: hashToken(mine.token) } })).toBe(0);
    expect(await prisma.session.count({ where: { tokenHash: hashToken(theirs.token) } })).toBe(1);
    expect(await refusal(caller.auth.verifyEmail({ token: verify }))).toEqual(BAD_LINK);
  });

  it("does not enable a disabled account", async () => {
    const user = await makeUser({ password: true, status: "DISABLED" });
    const caller = await nobody();
    await caller.auth.resetPassword({ token: await link(user, "resetPassword"), password: NEW_PASSWORD });
    expect((await refusal(caller.auth.signIn({ email: user.email, password: NEW_PASSWORD }))).code).toBe(
      "UNAUTHENTICATED",
    );
  });

  it("A9: refuses a bad password on the field, and leaves the link good (D5)", async () => {
    const user = await makeUser({ email: "countess@example.org", name: "Byron Augusta", password: true });
    const caller = await nobody();
    const token = await link(user, "resetPassword");
    for (const password of ["too short", "passwordpassword", "the countess dances 77", "byron-augusta dances 77"]) {
      const error = await refusal(caller.auth.resetPassword({ token, password }));
      expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "password" }] });
    }
    expect((await caller.auth.resetPassword({ token, password: NEW_PASSWORD })).success).toBe(true);
  });
});

describe.each([
  ["verifyEmail", "resetPassword"],
  ["resetPassword", "verifyEmail"],
] as const)("the link of %s (A19)", (purpose, otherPurpose) => {
  async function use(token: string) {
    const caller = await nobody();
    return purpose === "verifyEmail"
      ? caller.auth.verifyEmail({ token })
      : caller.auth.resetPassword({ token, password: NEW_PASSWORD });
  }

  it("works once", async () => {
    const token = await link(await newcomer(), purpose);
    expect((await use(token)).success).toBe(true);
    expect(await refusal(use(token))).toEqual(BAD_LINK);
  });

  it("works for one purpose, and is not used up by an attempt at another", async () => {
    const user = await newcomer();
    expect(await refusal(use(await link(user, otherPurpose)))).toEqual(BAD_LINK);
    expect(await prisma.verificationToken.count({ where: { userId: user.id } })).toBe(1);
  });

  it("dies when a newer one is issued", async () => {
    const user = await newcomer();
    const [older, newer] = [await link(user, purpose), await link(user, purpose)];
    expect(await refusal(use(older))).toEqual(BAD_LINK);
    expect((await use(newer)).success).toBe(true);
  });

  it("works for an hour, not a moment longer", async () => {
    const [first, second] = [await newcomer(), await newcomer()];
    const tokens = [await link(first, purpose), await link(second, purpose)];
    moveClock(59 * MINUTE_MS);
    expect((await use(tokens[0] ?? "")).success).toBe(true);
    moveClock(60 * MINUTE_MS + 1);
    expect(await refusal(use(tokens[1] ?? ""))).toEqual(BAD_LINK);
  });

  it("dies with the account, and when the account is disabled (A15)", async () => {
    const { caller: admin } = await createTestCaller("ADMIN");
    const [removed, disabled] = [await newcomer(), await newcomer()];
    const tokens = [await link(removed, purpose), await link(disabled, purpose)];
    await admin.user.remove({ id: removed.id });
    await admin.user.update({ id: disabled.id, status: "DISABLED" });
    for (const token of tokens) expect(await refusal(use(token))).toEqual(BAD_LINK);
  });

  it("is refused alike when it is unknown, and by its form when it is none", async () => {
    expect(await refusal(use("A".repeat(43)))).toEqual(BAD_LINK);
    for (const token of [
      "",
      "A".repeat(42),
      "A".repeat(44),
      `${"A".repeat(42)}=`,
      "\u0000".repeat(43),
      "é".repeat(43),
    ]) {
      expect(await refusal(use(token))).toMatchObject({
        details: [{ field: "token", issue: "Is not the token of a link." }],
      });
    }
  });

  it("is not opened by its stored hash (A12)", async () => {
    const token = await link(await newcomer(), purpose);
    expect((await refusal(use(hashToken(token)))).code).toBe("VALIDATION_ERROR");
    expect((await refusal(use(hashToken(token).slice(0, 43)))).code).toBe("VALIDATION_ERROR");
  });
});

describe("the links in mails", () => {
  it("A20: lead to APP_URL", async () => {
    await (await nobody()).auth.signUp({ email: "host@example.org", password: PASSWORD, name: "H" });
    const { text, html } = await lastMailTo("host@example.org");
    const links = `${text} ${html}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
    expect(links.length).toBeGreaterThan(0);
    for (const each of links) expect(each).toMatch(/^http:\/\/localhost:3000\/verify-email#token=[\w-]{43}$/);
  });
});
