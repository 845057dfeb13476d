import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { totpCode } from "@/lib/totp";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { addPasskey, addRecoveryCodes, addTotp } from "./helpers/factors";
import { refusal } from "./helpers/refusal";
import { failuresInARow, firstStep, secondStep, sessionsOf } from "./helpers/second-step";
import { makeUser, PASSWORD, signedIn, type TestUser } from "./helpers/world";

const STEP_MS = 30_000;

let ada: TestUser;

beforeEach(async () => {
  await resetDatabase();
  const at = new Date();
  setClock(() => at);
  ada = await makeUser({ email: "ada@example.org", password: true });
});

function later(milliseconds: number): void {
  const at = new Date(Date.now() + milliseconds);
  setClock(() => at);
}

async function nobody(parts = {}) {
  return createTestCaller("anonymous", parts);
}

describe("auth.signIn of an account with a second factor", () => {
  it("A26: signs nobody in, and tells what the second step can be", async () => {
    await addTotp(ada);
    await addRecoveryCodes(ada);
    const challenge = await firstStep(ada);
    expect(challenge).toMatchObject({ methods: ["totp", "recoveryCode"], passkeyOptions: null });
    expect(challenge.expiresAt.getTime()).toBeGreaterThan(Date.now());
    expect(await sessionsOf(ada)).toBe(0);
  });

  it("A26: takes a passkey for one as well, and brings what the browser needs", async () => {
    const { authenticator } = await addPasskey(ada);
    const { methods, passkeyOptions } = await firstStep(ada);
    expect(methods).toEqual(["passkey"]);
    expect(passkeyOptions).toMatchObject({
      rpId: "localhost",
      userVerification: "preferred",
      allowCredentials: [{ id: authenticator.id, type: "public-key", transports: ["internal"] }],
    });
  });

  it("does not ask for a set-up that was never confirmed", async () => {
    const { caller } = await createTestCaller(ada);
    await caller.factor.startTotp({});
    const { data } = await (await nobody()).caller.auth.signIn({ email: ada.email, password: PASSWORD });
    expect(data).toMatchObject({ id: ada.id });
  });

  it("does not end the session that the browser had before", async () => {
    await addTotp(ada);
    const { token } = await signedIn(ada);
    await firstStep(ada, token);
    expect(await sessionsOf(ada)).toBe(1);
  });

  it("A1: tells nothing of it for a wrong password", async () => {
    await addTotp(ada);
    const { caller } = await nobody();
    expect(await refusal(caller.auth.signIn({ email: ada.email, password: "wrong" }))).toEqual({
      code: "UNAUTHENTICATED",
      message: "The e-mail address or the password is wrong.",
    });
    expect(await prisma.challenge.count()).toBe(0);
  });
});

describe("auth.secondFactor", () => {
  it("A26: opens the session by the code of the app", async () => {
    const secret = await addTotp(ada);
    const { data, cookie } = await secondStep(ada, { code: totpCode(secret) });
    expect(data).toMatchObject({ id: ada.id, email: ada.email });
    expect(cookie).toMatch(/session=[\w-]{43};/);
    const session = await prisma.session.findFirstOrThrow({ where: { userId: ada.id } });
    expect(session).toMatchObject({ ip: "192.0.2.7", userAgent: "Tests/1.0" });
    expect([await failuresInARow(), await prisma.challenge.count()]).toEqual([0, 0]);
  });

  it("A26: takes no code twice, nor one from before it", async () => {
    const secret = await addTotp(ada);
    const code = totpCode(secret);
    await secondStep(ada, { code });
    expect(await refusal(secondStep(ada, { code }))).toEqual({
      code: "UNAUTHENTICATED",
      message: "The second factor is not right.",
      details: [{ field: "code", issue: "Is wrong, or was used before. Wait for the next one." }],
    });
    const earlier = totpCode(secret, new Date(Date.now() - STEP_MS));
    expect((await refusal(secondStep(ada, { code: earlier }))).code).toBe("UNAUTHENTICATED");
    later(STEP_MS);
    expect((await secondStep(ada, { code: totpCode(secret) })).data.id).toBe(ada.id);
  });

  it("A26: takes a recovery code once, however it is typed", async () => {
    await addTotp(ada);
    const [code = ""] = await addRecoveryCodes(ada);
    await secondStep(ada, { recoveryCode: ` ${code.toUpperCase().replaceAll("-", " ")} ` });
    expect(await refusal(secondStep(ada, { recoveryCode: code }))).toMatchObject({
      code: "UNAUTHENTICATED",
      details: [{ field: "recoveryCode" }],
    });
    expect(await prisma.recoveryCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(9);
    expect(await prisma.auditEvent.count({ where: { accountId: ada.id, type: "recoveryCode.used" } })).toBe(1);
  });

  it("A26: takes a passkey of the account, also one that did not verify the person", async () => {
    const { authenticator, passkeyId } = await addPasskey(ada);
    const { token, passkeyOptions } = await firstStep(ada);
    const passkey = authenticator.get(passkeyOptions ?? expect.fail("no options"), { userVerified: false });
    const { caller } = await nobody();
    expect((await caller.auth.secondFactor({ token, passkey })).data.id).toBe(ada.id);
    const row = await prisma.passkey.findUniqueOrThrow({ where: { id: passkeyId } });
    expect(row).toMatchObject({ counter: 1n, lastUsedAt: expect.any(Date) });
  });
});
