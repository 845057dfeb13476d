import { describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { PRODUCT_NAME } from "@/lib/product";
import { processAccountRequests } from "@/services/account-request.service";
import { signUp } from "@/services/auth.service";
import { createTestCaller } from "./helpers/caller";
import { lastMailTo, mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { makeUser, PASSWORD } from "./helpers/world";

const OTHER = "amber-lantern-over-moss-7";
const nobody = async () => (await createTestCaller("anonymous")).caller;

async function signUpAs(email: string, password = PASSWORD, name = "Ada King") {
  const { caller, context } = await createTestCaller("anonymous");
  const { data } = await caller.auth.signUp({ email, password, name });
  await processAccountRequests();
  expect([...context.responseHeaders]).toEqual([]);
  return data;
}

describe("auth.signUp", () => {
  it("makes an account that nobody can use before the mailbox has answered, and signs nobody in", async () => {
    await signUpAs("new@example.org");
    const user = await prisma.user.findUniqueOrThrow({ where: { email: "new@example.org" } });
    expect(user).toMatchObject({ role: "USER", status: "ACTIVE", emailVerifiedAt: null, version: 1, name: "Ada King" });
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await prisma.session.count({ where: { userId: user.id } })).toBe(0);
  });

  it("A4: leaves the mail in the outbox, and waits for no mail server", async () => {
    await signUpAs("outbox@example.org");
    expect(await mailsTo("outbox@example.org")).toMatchObject([
      { template: "verifyEmail", token: expect.stringMatching(/^[\w-]{43}$/) },
    ]);
  });

  it("A3: answers alike for a new, an unverified, a taken, a disabled and an invited address", async () => {
    await makeUser({ email: "taken@example.org", password: true });
    await makeUser({ email: "off@example.org", password: true, status: "DISABLED" });
    await makeUser({ email: "invited@example.org", verified: false });
    await makeUser({ email: "unverified@example.org", verified: false, password: true });
    const addresses = ["fresh", "taken", "off", "invited", "unverified"].map((local) => `${local}@example.org`);
    const answers = [];
    for (const address of addresses) answers.push(await signUpAs(address, OTHER));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    for (const address of addresses) expect(await mailsTo(address)).toHaveLength(1);
  });

  it("A3: tells the owner of a taken address by mail, and changes nothing of theirs", async () => {
    const owner = await makeUser({ email: "owner@example.org", name: "The Owner", password: true });
    const before = await prisma.user.findUniqueOrThrow({ where: { id: owner.id } });
    await signUpAs("owner@example.org", OTHER, "Somebody Else");
    expect(await prisma.user.findUniqueOrThrow({ where: { id: owner.id } })).toEqual(before);
    const mail = await lastMailTo("owner@example.org");
    expect(mail).toMatchObject({ template: "addressTaken", token: "" });
    expect(mail.text).toContain("The Owner");
    expect(mail.text).not.toContain("Somebody Else");
  });

  it.each([" Ada@EXAMPLE.org", "ａda@example.org", "ada@example.org\u3000"])(
    "A21: takes %j for the address that it is",
    async (email) => {
      await prisma.user.deleteMany({ where: { email: "ada@example.org" } });
      await signUpAs("ada@example.org");
      await signUpAs(email);
      expect(await prisma.user.count({ where: { email: { contains: "ada@" } } })).toBe(1);
    },
  );

  it.each([
    "ada@exam\u200bple.org",
    "ada\u0000@example.org",
    "ıda@example.org",
    "ada@localhost",
    "ada@example.org\r\nBcc: x@example.org",
  ])("A21: refuses %j", async (email) => {
    const error = await refusal((await nobody()).auth.signUp({ email, password: PASSWORD, name: "A" }));
    expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "email" }] });
  });

  it.each([
    ["A7", "fourteen chars", "Must be at least 15 characters long."],
    ["A7", "x7".repeat(65), "Must be at most 128 characters long."],
    ["A9", "passwordpassword", "Is too easy to guess: it is a common password, or made of one."],
    ["A9", "qwertyuiop12345", "Is too easy to guess: it is a common password, or made of one."],
    ["A9", "weak.person rides again", "Must not contain your e-mail address."],
    ["A9", `my ${PRODUCT_NAME} is closed`, "Must not contain the name of this service."],
  ])("%s: refuses the password %j, on the field, and makes no account", async (_requirement, password, issue) => {
    const error = await refusal(
      (await nobody()).auth.signUp({ email: "weak.person@example.org", password, name: "W" }),
    );
    expect(error).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "password", issue }] });
    expect(await prisma.user.count({ where: { email: "weak.person@example.org" } })).toBe(0);
  });

  it.each(["\u0000 nul and 😀 smile ✓", "четыре слова и число", "a".repeat(8) + "bcdefghij".repeat(13)])(
    "A8: takes %j as it is, and signs in with it",
    async (password) => {
      const email = `a8-${Math.random().toString(36).slice(2)}@example.org`;
      await signUpAs(email, password);
      const caller = await nobody();
      await caller.auth.verifyEmail({ token: (await lastMailTo(email)).token });
      expect((await caller.auth.signIn({ email, password })).data).toMatchObject({ email });
      expect((await refusal(caller.auth.signIn({ email, password: password.slice(0, -1) }))).code).toBe(
        "UNAUTHENTICATED",
      );
    },
  );

  it("A8: takes both spellings of an accent for one password", async () => {
    await signUpAs("accent@example.org", "cafe\u0301 in the morning 7");
    const caller = await nobody();
    await caller.auth.verifyEmail({ token: (await lastMailTo("accent@example.org")).token });
    const { data } = await caller.auth.signIn({ email: "accent@example.org", password: "caf\u00e9 in the morning 7" });
    expect(data).toMatchObject({ email: "accent@example.org" });
  });
});

describe("signUp", () => {
  it("resolves to nothing that a caller could learn from, and throws only about what was given", async () => {
    const input = { email: "service@example.org", password: PASSWORD, name: "S" };
    expect([await signUp(input), await signUp(input)]).toEqual([undefined, undefined]);
    await expect(signUp({ ...input, password: "passwordpassword" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });
});

describe("a fresh installation", () => {
  it("A25: has no account that somebody could know", async () => {
    await prisma.user.deleteMany();
    expect(await prisma.user.count()).toBe(0);
    const error = await refusal((await nobody()).auth.signIn({ email: "admin@example.org", password: "admin" }));
    expect(error.code).toBe("UNAUTHENTICATED");
  });
});
