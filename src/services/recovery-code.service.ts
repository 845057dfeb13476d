import { now } from "@/lib/clock";
import type { Tx } from "@/lib/prisma";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/recovery-code";
import type { Actor } from "./actor";
import { recordAudit } from "./audit.service";

const COUNT = 10;

/**
 * Gives the actor's account new codes; the old ones stop working.
 * @returns the codes, which are stored nowhere
 */
export async function replaceRecoveryCodes(tx: Tx, actor: Actor): Promise<string[]> {
  const { userId } = actor;
  const codes = Array.from({ length: COUNT }, newRecoveryCode);
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ userId, codeHash: hashRecoveryCode(code) })) });
  await recordAudit(tx, { accountId: userId, type: "recoveryCodes.created", by: actor });
  return codes;
}

/**
 * Uses a recovery code up. Of any number of attempts at once exactly one wins.
 * @returns whether it was good
 */
export async function takeRecoveryCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, codeHash: hashRecoveryCode(code), usedAt: null },
    data: { usedAt: now() },
  });
  if (count === 0) return false;
  await recordAudit(tx, { accountId: userId, type: "recoveryCode.used", by: userId });
  return true;
}
