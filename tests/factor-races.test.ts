import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { prisma } from "@/lib/prisma";
import { totpCode } from "@/lib/totp";
import { requestOptions } from "@/lib/webauthn";
import { takePasskeyAnswer } from "@/services/passkey-answer";
import { takeRecoveryCode } from "@/services/recovery-code.service";
import { takeTotpCode } from "@/services/totp.service";
import { createTestCaller } from "./helpers/caller";
import { resetDatabase } from "./helpers/database";
import { addPasskey, addRecoveryCodes, addTotp } from "./helpers/factors";
import { firstStep, secondStep, sessionsOf } from "./helpers/second-step";
import { atOnce, tally } from "./helpers/verdicts";
import { makeUser, type TestUser } from "./helpers/world";

const AT_ONCE = 50;

let ada: TestUser;

beforeEach(async () => {
  await resetDatabase();
  const at = new Date();
  setClock(() => at);
  ada = await makeUser({ email: "ada@example.org", password: true });
});

async function tokens(count: number): Promise<string[]> {
  const made: string[] = [];
  for (let index = 0; index < count; index += 1) made.push((await firstStep(ada)).token);
  await prisma.signInFailure.deleteMany();
  return made;
}

/** Many answers at once. Who is counted while many others are may be sent away; nobody else but the winner gets in. */
async function answerAll(of: readonly string[], answer: { code?: string; recoveryCode?: string }) {
  const calls = atOnce(AT_ONCE, (index) => secondStep(ada, { token: of[index % of.length] ?? "", ...answer }));
  const { UNAUTHENTICATED: wrong = 0, RATE_LIMITED: sentAway = 0, OK, ...others } = await tally(calls);
  expect([others, wrong + sentAway]).toEqual([{}, AT_ONCE - 1]);
  return OK;
}

/** How many of the transactions took it. */
async function takers(take: () => Promise<boolean>): Promise<number> {
  return (await Promise.all(atOnce(AT_ONCE, take))).filter(Boolean).length;
}

describe("A26: of 50 answers at once exactly one opens a session", () => {
  it("to one attempt", async () => {
    const secret = await addTotp(ada);
    expect(await answerAll(await tokens(1), { code: totpCode(secret) })).toBe(1);
    expect(await sessionsOf(ada)).toBe(1);
  });

  it("by one code of the app, in ten attempts", async () => {
    const secret = await addTotp(ada);
    expect(await answerAll(await tokens(10), { code: totpCode(secret) })).toBe(1);
    expect(await sessionsOf(ada)).toBe(1);
  });

  it("by one recovery code, in ten attempts", async () => {
    await addTotp(ada);
    const [recoveryCode = ""] = await addRecoveryCodes(ada);
    expect(await answerAll(await tokens(10), { recoveryCode })).toBe(1);
    expect(await sessionsOf(ada)).toBe(1);
    expect(await prisma.recoveryCode.count({ where: { userId: ada.id, usedAt: null } })).toBe(9);
  });

  it.each([
    ["that counts", {}],
    ["that does not count", { counter: 0 }],
  ])("by one answer of a passkey %s, in one attempt to sign in", async (_name, knobs) => {
    const { authenticator } = await addPasskey(ada);
    const { caller } = await createTestCaller("anonymous");
    const { token, options } = (await caller.passkey.signInOptions()).data;
    const response = authenticator.get(options, knobs);
    const verdicts = await tally(atOnce(AT_ONCE, () => caller.passkey.signIn({ token, response })));
    expect(verdicts).toEqual({ OK: 1, UNAUTHENTICATED: AT_ONCE - 1 });
    expect(await sessionsOf(ada)).toBe(1);
  });
});

describe("A26: of 50 transactions at once exactly one takes", () => {
  it("a code of the app", async () => {
    const code = totpCode(await addTotp(ada));
    expect(await takers(() => transaction((tx) => takeTotpCode(tx, ada.id, code)))).toBe(1);
  });

  it("a recovery code", async () => {
    const [code = ""] = await addRecoveryCodes(ada);
    const take = () =>
      transaction(async (tx) => {
        await tx.user.updateMany({ where: { id: ada.id }, data: { version: { increment: 0 } } });
        return takeRecoveryCode(tx, ada.id, code);
      });
    expect(await takers(take)).toBe(1);
    expect(await prisma.auditEvent.count({ where: { accountId: ada.id, type: "recoveryCode.used" } })).toBe(1);
  });

  it("an answer of a passkey", async () => {
    const { authenticator } = await addPasskey(ada);
    const options = await requestOptions([], "required");
    const answer = authenticator.get(options);
    const question = { challenge: options.challenge, userVerification: "required" } as const;
    expect(await takers(() => transaction((tx) => takePasskeyAnswer(tx, ada.id, answer, question)))).toBe(1);
  });

  it("the first code of a new app", async () => {
    const { caller } = await createTestCaller(ada);
    const { secret } = (await caller.factor.startTotp({})).data;
    const confirms = atOnce(10, () => caller.factor.confirmTotp({ code: totpCode(secret) }));
    expect(await tally(confirms)).toMatchObject({ OK: 1 });
    expect(await prisma.recoveryCode.count({ where: { userId: ada.id } })).toBe(10);
  });
});
