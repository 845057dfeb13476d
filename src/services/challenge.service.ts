import type { z } from "zod";
import type { ChallengeKind } from "@/generated/mysql/client";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import { open, seal } from "@/lib/secret-box";
import { hashToken, newToken } from "@/lib/token";

const CHALLENGE_TTL_MS = 10 * 60 * 1000;
/** A wrong answer too many ends the attempt: the first step has to be done again. */
const MAX_ATTEMPTS = 5;
const PURPOSE = "challenge";

type NewChallenge = {
  kind: ChallengeKind;
  /** Whose it is; null where that is not known yet. */
  userId: string | null;
  /** What the second step needs; sealed. */
  payload: unknown;
};

export type OpenChallenge<Payload> = { id: string; userId: string | null; payload: Payload; expiresAt: Date };

/** What every bad token is answered with, whether it is unknown, used, too old or has had too many wrong answers. */
export function staleChallenge(): AppError {
  return new AppError("UNAUTHENTICATED", { message: "This attempt has ended. Start again." });
}

/**
 * Begins something that takes two steps, and lasts ten minutes.
 * @returns the token that finishes it, which is stored nowhere
 */
export async function openChallenge(
  tx: Tx,
  { kind, userId, payload }: NewChallenge,
): Promise<{ token: string; expiresAt: Date }> {
  const { token, hash } = newToken();
  const at = now();
  const expiresAt = new Date(at.getTime() + CHALLENGE_TTL_MS);
  await tx.challenge.createMany({
    data: { kind, userId, tokenHash: hash, payload: seal(JSON.stringify(payload), PURPOSE), createdAt: at, expiresAt },
  });
  return { token, expiresAt };
}

/**
 * What the token began. It is not used up by this; see `redeemChallenge`.
 * @throws AppError `UNAUTHENTICATED`
 */
export async function getChallenge<Schema extends z.ZodType>(
  kind: ChallengeKind,
  token: string,
  payloadSchema: Schema,
): Promise<OpenChallenge<z.output<Schema>>> {
  const row = await prisma.challenge.findFirst({
    where: { kind, tokenHash: hashToken(token), expiresAt: { gt: now() }, attempts: { lt: MAX_ATTEMPTS } },
    select: { id: true, userId: true, payload: true, expiresAt: true },
  });
  if (!row) throw staleChallenge();
  return { ...row, payload: payloadSchema.parse(JSON.parse(open(row.payload, PURPOSE))) };
}

/**
 * Counts an answer before it is judged, so that no number of answers at once gets more than its share.
 * @throws AppError `UNAUTHENTICATED` when there have been too many
 */
export async function countAnswer(id: string): Promise<void> {
  const { count } = await prisma.challenge.updateMany({
    where: { id, attempts: { lt: MAX_ATTEMPTS } },
    data: { attempts: { increment: 1 } },
  });
  if (count === 0) throw staleChallenge();
}

/**
 * Uses a challenge up, in the transaction of what it was for. Of any number of attempts at once exactly one wins.
 * @throws AppError `UNAUTHENTICATED`
 */
export async function redeemChallenge(tx: Tx, id: string): Promise<void> {
  const { count } = await tx.challenge.deleteMany({ where: { id } });
  if (count === 0) throw staleChallenge();
}
