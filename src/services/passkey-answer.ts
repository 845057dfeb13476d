import { createHash } from "node:crypto";
import { now } from "@/lib/clock";
import type { Tx } from "@/lib/prisma";
import { userHandle, verifyAssertion } from "@/lib/webauthn";
import type { AuthenticationResponse } from "@/schemas/passkey.schema";

type Question = { challenge: string; userVerification: "required" | "preferred" };

const storedSelect = { id: true, userId: true, credentialId: true, publicKey: true, counter: true } as const;

/** What a credential is found by, as its id is too long for an index. */
export function hashCredentialId(credentialId: string): string {
  return createHash("sha256").update(credentialId, "utf8").digest("hex");
}

/** Whose the passkey is that answered; null for one that nobody has. */
export async function ownerOfPasskey(db: Tx, { id }: AuthenticationResponse): Promise<string | null> {
  const where = { credentialIdHash: hashCredentialId(id) };
  const row = await db.passkey.findUnique({ where, select: { userId: true } });
  return row?.userId ?? null;
}

/**
 * Judges a passkey's answer, and notes its use. A counter that does not go forward is that of a copy.
 * @param userId whose passkey it has to be
 * @returns whether it was good
 */
export async function takePasskeyAnswer(
  tx: Tx,
  userId: string,
  answer: AuthenticationResponse,
  { challenge, userVerification }: Question,
): Promise<boolean> {
  const { userHandle: handle } = answer.response;
  if (handle && handle !== userHandle(userId)) return false;
  const where = { credentialIdHash: hashCredentialId(answer.id), userId };
  const stored = await tx.passkey.findFirst({ where, select: storedSelect });
  const verified = stored && (await verifyAssertion(answer, challenge, stored, userVerification));
  if (!verified) return false;
  const { counter, backedUp } = verified;
  const { count } = await tx.passkey.updateMany({
    where: { id: stored.id, counter: stored.counter },
    data: { counter, backedUp, lastUsedAt: now() },
  });
  return count === 1;
}
