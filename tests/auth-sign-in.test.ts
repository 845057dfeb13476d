import { hash } from "@node-rs/argon2";
import { beforeAll, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { createTestCaller } from "./helpers/caller";
import { captureLogs } from "./helpers/logs";
import { mailsTo } from "./helpers/mails";
import { refusal } from "./helpers/refusal";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

let person: TestUser;

beforeAll(async () => {
  person = await makeUser({ email: "ada@example.org", password: true });
});

/** The session token that a Set-Cookie field hands out. */
function tokenOf(headers: Headers): string {
  return /session=([\w-]{43});/.exec(headers.get("set-cookie") ?? "")?.[1] ?? "";
}

async function signIn(email: string, password: string, sessionToken: string | null = null) {
  const device = { ip: "192.0.2.7", userAgent: "Tests/1.0" };
  const { caller, context } = await createTestCaller("anonymous", { sessionToken, ...device });
  const answer = await caller.auth.signIn({ email, password });
  return { data: answer.data, token: tokenOf(context.responseHeaders) };
}

describe("auth.signIn", () => {
  it("answers with the user, and opens a session for this device", async () => {
    const { data, token } = await signIn("ada@example.org", PASSWORD);
    const { password: _none, ...expected } = person;
    expect(data).toEqual(expected);
    const session = await prisma.session.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } });
    expect(session).toMatchObject({ userId: person.id, ip: "192.0.2.7", userAgent: "Tests/1.0" });
    const { caller } = await createTestCaller("anonymous", { sessionToken: token });
    expect((await caller.auth.session()).data?.user).toEqual(expected);
  });

  it("notes the time, without a change of what is seen on the wire", async () => {
    const at = new Date("2026-05-05T05:05:05.555Z");
    setClock(() => at);
    await signIn("ada@example.org", PASSWORD);
    const row = await prisma.user.findUniqueOrThrow({ where: { id: person.id } });
    expect(row).toMatchObject({ lastSignInAt: at, version: 1, updatedAt: person.updatedAt });
  });

  it.each([" ADA@Example.org ", "ａda@example.org"])("A21: takes %j for the same address", async (email) => {
    expect((await signIn(email, PASSWORD)).data).toMatchObject({ id: person.id });
  });

  it("A1: unknown mail, wrong password, disabled and unverified-with-wrong-password answer alike", async () => {
    await makeUser({ email: "off@example.org", password: true, status: "DISABLED" });
    await makeUser({ email: "new@example.org", password: true, verified: false });
    await makeUser({ email: "off-new@example.org", password: true, verified: false, status: "DISABLED" });
    await makeUser({ email: "invited@example.org", verified: false });
    const { caller, context } = await createTestCaller("anonymous");
    const attempts = [
      ["unknown@example.org", PASSWORD],
      ["ada@example.org", "not the password"],
      ["ada@example.org", "short"],
      ["off@example.org", PASSWORD],
      ["off@example.org", "not the password"],
      ["new@example.org", "not the password"],
      ["off-new@example.org", PASSWORD],
      ["invited@example.org", PASSWORD],
    ] as const;
    const answers = new Set<string>();
    for (const [email, password] of attempts)
      answers.add(JSON.stringify(await refusal(caller.auth.signIn({ email, password }))));
    expect([...answers]).toEqual([
      JSON.stringify({ code: "UNAUTHENTICATED", message: "The e-mail address or the password is wrong." }),
    ]);
    expect([...context.responseHeaders]).toEqual([]);
    for (const email of ["new", "off", "off-new", "invited"]) expect(await mailsTo(`${email}@example.org`)).toEqual([]);
  });

  it("refuses the right password of an unverified address with FORBIDDEN, and mails a new link", async () => {
    const user = await makeUser({ email: "later@example.org", password: true, verified: false });
    for (const round of [1, 2]) {
      const { caller, context } = await createTestCaller("anonymous");
      const error = await refusal(caller.auth.signIn({ email: user.email, password: PASSWORD }));
      expect(error).toEqual({
        code: "FORBIDDEN",
        message: "Confirm your e-mail address first. We have sent you a new link.",
      });
      expect(context.responseHeaders.get("set-cookie")).toBeNull();
      expect(await mailsTo(user.email)).toHaveLength(round);
      const later = new Date(Date.now() + 61_000);
      setClock(() => later);
    }
    expect(await prisma.session.count({ where: { userId: user.id } })).toBe(0);
    expect(await prisma.verificationToken.count({ where: { userId: user.id } })).toBe(1);
  });

  it("A11: a new token at every sign-in, and the browser's old one dies", async () => {
    const first = await signIn("ada@example.org", PASSWORD);
    const second = await signIn("ada@example.org", PASSWORD, first.token);
    expect(second.token).not.toBe(first.token);
    const { caller } = await createTestCaller("anonymous", { sessionToken: first.token });
    expect((await caller.auth.session()).data).toBeNull();
  });

  it("A11: never takes over a token that the browser brought along", async () => {
    const chosen = "A".repeat(43);
    const { token } = await signIn("ada@example.org", PASSWORD, chosen);
    expect(token).not.toBe(chosen);
    expect(await prisma.session.count({ where: { tokenHash: hashToken(chosen) } })).toBe(0);
  });

  it("leaves the sessions of other devices, and those of a failed attempt, alone", async () => {
    const { token } = await signedIn(person);
    await signIn("ada@example.org", PASSWORD);
    const { caller } = await createTestCaller("anonymous", { sessionToken: token });
    await refusal(caller.auth.signIn({ email: "ada@example.org", password: "not the password" }));
    expect(await prisma.session.count({ where: { tokenHash: hashToken(token) } })).toBe(1);
  });

  it("A10: a weaker hash is replaced at sign-in, and only with the right password", async () => {
    const weak = await hash(PASSWORD, { memoryCost: 4_096, timeCost: 1, parallelism: 1 });
    const { id } = await makeUser({ email: "old@example.org" });
    await prisma.user.updateMany({ where: { id }, data: { passwordHash: weak } });
    const stored = async () => (await prisma.user.findUniqueOrThrow({ where: { id } })).passwordHash;
    const { caller } = await createTestCaller("anonymous");
    await refusal(caller.auth.signIn({ email: "old@example.org", password: "not the password" }));
    expect(await stored()).toBe(weak);
    await signIn("old@example.org", PASSWORD);
    const upgraded = await stored();
    expect(upgraded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await signIn("old@example.org", PASSWORD);
    expect(await stored()).toBe(upgraded);
  });

  it.each(["rubbish", "", "$2b$10$abcdefghijklmnopqrstuv"])(
    "takes a damaged hash %j for a wrong password",
    async (passwordHash) => {
      const { id, email } = await makeUser();
      await prisma.user.updateMany({ where: { id }, data: { passwordHash } });
      const { caller } = await createTestCaller("anonymous");
      expect((await refusal(caller.auth.signIn({ email, password: PASSWORD }))).code).toBe("UNAUTHENTICATED");
    },
  );

  it("stores a User-Agent of any length and content", async () => {
    for (const userAgent of ["x".repeat(2_000), `${"y".repeat(254)}😀`, "half \ud83d"]) {
      const { caller } = await createTestCaller("anonymous", { userAgent });
      expect((await caller.auth.signIn({ email: "ada@example.org", password: PASSWORD })).success).toBe(true);
    }
  });

  it("T8: leaves neither the password nor the token in a log line", async () => {
    const { result, lines } = await captureLogs(() => signIn("ada@example.org", PASSWORD));
    const text = JSON.stringify(lines);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(result.token);
    expect(lines.some(({ path, code }) => path === "auth.signIn" && code === "OK")).toBe(true);
  });
});
