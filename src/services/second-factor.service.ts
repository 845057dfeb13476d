import type { z } from "zod";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import type { SecondFactorInput } from "@/schemas/factor.schema";
import { countAnswer, getChallenge, type OpenChallenge, redeemChallenge, staleChallenge } from "./challenge.service";
import { takePasskeyAnswer } from "./passkey-answer";
import { takeRecoveryCode } from "./recovery-code.service";
import { secondFactorPayloadSchema } from "./second-factor-challenge";
import { type Origin, openSession, type SignedInNow } from "./sign-in.service";
import { assertNoWait, noteNetworkFailure, reserveAttempt } from "./sign-in-failure.service";
import { takeTotpCode } from "./totp.service";
import { publicUserSelect, toUser } from "./user.select";
import { lockUser } from "./user-lock";

type Started = OpenChallenge<z.output<typeof secondFactorPayloadSchema>> & { userId: string };

const ISSUES = {
  code: "Is wrong, or was used before. Wait for the next one.",
  recoveryCode: "Is not one of your recovery codes, or was used before.",
  passkey: "Is not a passkey of this account, or did not answer as it should.",
} as const;

function fieldOf({ code, recoveryCode }: SecondFactorInput): keyof typeof ISSUES {
  if (code !== undefined) return "code";
  return recoveryCode === undefined ? "passkey" : "recoveryCode";
}

function wrongAnswer(input: SecondFactorInput): AppError {
  const field = fieldOf(input);
  return new AppError("UNAUTHENTICATED", {
    message: "The second factor is not right.",
    details: [{ field, issue: ISSUES[field] }],
  });
}

async function getStarted(token: string): Promise<Started> {
  const { userId, ...challenge } = await getChallenge("SECOND_FACTOR", token, secondFactorPayloadSchema);
  if (userId === null) throw staleChallenge();
  return { userId, ...challenge };
}

async function judge(tx: Tx, { userId, payload }: Started, input: SecondFactorInput): Promise<boolean> {
  const { code, recoveryCode, passkey } = input;
  if (code !== undefined) return takeTotpCode(tx, userId, code);
  if (recoveryCode !== undefined) return takeRecoveryCode(tx, userId, recoveryCode);
  if (passkey === undefined || payload.webauthnChallenge === null) return false;
  const question = { challenge: payload.webauthnChallenge, userVerification: "preferred" } as const;
  return takePasskeyAnswer(tx, userId, passkey, question);
}

async function countAttempt({ id, userId }: Started, { device }: Origin): Promise<void> {
  // First, so that an answer to an attempt that is over adds nothing to the account's failures.
  await countAnswer(id);
  const person = await prisma.user.findUnique({ where: { id: userId }, select: { email: true } });
  if (!person) throw staleChallenge();
  // Counted apart from the password, which whoever holds the mailbox can choose anew (A6). A stranger cannot run this up:
  // whoever is here had the first factor right.
  const attempt = { email: person.email, ip: device.ip, isOwnDevice: false, factor: "secondFactor" } as const;
  assertNoWait(await reserveAttempt(attempt));
}

/**
 * Does the second step of a sign-in, and opens the session. Of any number of answers at once exactly one does.
 * @returns the user, and the new session's token for the cookie
 * @throws AppError `UNAUTHENTICATED` for a wrong answer, on its field; for an attempt that is over; and when the account
 * was disabled, or its password changed, in between. `RATE_LIMITED` after too many failures in a row
 */
export async function completeSecondFactor(input: SecondFactorInput, origin: Origin): Promise<SignedInNow> {
  const started = await getStarted(input.token);
  await countAttempt(started, origin);
  const { id, userId, payload } = started;
  const { how, passwordHash, newHash } = payload;
  const signedIn = await transaction(async (tx) => {
    if (!(await lockUser(tx, userId))) throw staleChallenge();
    if (!(await judge(tx, started, input))) return null;
    await redeemChallenge(tx, id);
    const row = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: publicUserSelect });
    return openSession(tx, { user: toUser(row), how, passwordHash, newHash }, origin);
  });
  if (signedIn) return signedIn;
  await noteNetworkFailure(origin.device.ip);
  throw wrongAnswer(input);
}
