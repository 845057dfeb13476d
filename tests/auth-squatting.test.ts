import { describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { processAccountRequests } from "@/services/account-request.service";
import { issueLinkToken } from "@/services/link-token.service";
import { createTestCaller } from "./helpers/caller";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { makeUser } from "./helpers/world";

const SQUATTER = "amber-lantern-over-moss-1";
const OWNER = "violet-canyon-under-rain-2";

const nobody = async () => (await createTestCaller("anonymous")).caller;

async function signUp(email: string, password: string, name: string): Promise<void> {
  await (await nobody()).auth.signUp({ email, password, name });
  await processAccountRequests();
}

async function verdict(email: string, password: string): Promise<string> {
  const caller = await nobody();
  return caller.auth.signIn({ email, password }).then(
    () => "OK",
    async (error: unknown) => (await refusal(Promise.reject(error))).code,
  );
}

describe("a squatted sign-up (A22)", () => {
  it("is replaced, password, name and link, when the owner of the mailbox signs up", async () => {
    const email = "squatted@example.org";
    await signUp(email, SQUATTER, "Squatter");
    const { token: squatted } = await lastMailTo(email);
    await signUp(email, OWNER, "Owner");
    expect(await refusal((await nobody()).auth.verifyEmail({ token: squatted }))).toMatchObject({
      details: [{ field: "token" }],
    });
    for (const password of [SQUATTER, OWNER]) expect(await verdict(email, password)).toBe("UNAUTHENTICATED");
    const mail = await lastMailTo(email);
    expect(mail.template).toBe("setPassword");
    await (await nobody()).auth.resetPassword({ token: mail.token, password: OWNER });
    expect(await verdict(email, SQUATTER)).toBe("UNAUTHENTICATED");
    expect(await verdict(email, OWNER)).toBe("OK");
    const { caller: admin } = await createTestCaller("ADMIN");
    expect((await admin.user.list({ q: "owner" })).data.map((user) => user.email)).toEqual([email]);
    expect((await admin.user.list({ q: "squatter" })).data).toEqual([]);
  });

  it("A22: leaves a squatter nothing who signs up after the owner: no link confirms their password", async () => {
    const email = "second@example.org";
    await signUp(email, OWNER, "Owner");
    const { token } = await lastMailTo(email);
    await signUp(email, SQUATTER, "Owner");
    await signUp(email, SQUATTER, "Owner");
    expect((await mailsTo(email)).map(({ template }) => template)).toEqual(["verifyEmail", "setPassword"]);
    expect(await refusal((await nobody()).auth.verifyEmail({ token }))).toMatchObject({ code: "VALIDATION_ERROR" });
    await (await nobody()).auth.resetPassword({ token: (await lastMailTo(email)).token, password: OWNER });
    expect([await verdict(email, SQUATTER), await verdict(email, OWNER)]).toEqual(["UNAUTHENTICATED", "OK"]);
  });

  it("cannot be signed in to before the mailbox has answered, so there is no session to inherit", async () => {
    const email = "waiting@example.org";
    await signUp(email, SQUATTER, "Squatter");
    expect(await verdict(email, SQUATTER)).toBe("FORBIDDEN");
    expect(await prisma.session.count({ where: { user: { email } } })).toBe(0);
  });

  it("loses its password to a reset by the owner of the mailbox", async () => {
    const email = "reset@example.org";
    await signUp(email, SQUATTER, "Squatter");
    const { id } = await prisma.user.findUniqueOrThrow({ where: { email }, select: { id: true } });
    const token = await issueLinkToken(prisma, id, "resetPassword");
    await (await nobody()).auth.resetPassword({ token, password: OWNER });
    expect([await verdict(email, SQUATTER), await verdict(email, OWNER)]).toEqual(["UNAUTHENTICATED", "OK"]);
  });

  it("gets no hold on an invited account: the invited person chooses the password", async () => {
    const invited = await makeUser({ email: "invited@example.org", name: "Invited", verified: false });
    await signUp(invited.email, SQUATTER, "Squatter");
    const mail = await lastMailTo(invited.email);
    expect(mail.template).toBe("setPassword");
    expect(mail.text).not.toContain("Squatter");
    expect(await prisma.user.findUniqueOrThrow({ where: { id: invited.id } })).toMatchObject({
      name: "Invited",
      passwordHash: null,
      version: 1,
    });
    await (await nobody()).auth.resetPassword({ token: mail.token, password: OWNER });
    expect([await verdict(invited.email, SQUATTER), await verdict(invited.email, OWNER)]).toEqual([
      "UNAUTHENTICATED",
      "OK",
    ]);
  });

  it("gets no hold on an account with rights, verified or not", async () => {
    const verified = await makeUser({ email: "boss@example.org", role: "ADMIN", password: OWNER });
    const fresh = await makeUser({ email: "new-boss@example.org", role: "ADMIN", password: OWNER, verified: false });
    for (const { id, email } of [verified, fresh]) {
      const before = await prisma.user.findUniqueOrThrow({ where: { id } });
      await signUp(email, SQUATTER, "Squatter");
      expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toEqual(before);
      expect(await verdict(email, SQUATTER)).toBe("UNAUTHENTICATED");
    }
    expect((await mailsTo(fresh.email)).map(({ template }) => template)).toEqual(["setPassword"]);
  });

  it("cannot touch an account once it is verified", async () => {
    const owner = await makeUser({ email: "owner@example.org", password: OWNER });
    await signUp(owner.email, SQUATTER, "Squatter");
    expect([await verdict(owner.email, SQUATTER), await verdict(owner.email, OWNER)]).toEqual([
      "UNAUTHENTICATED",
      "OK",
    ]);
  });
});
