import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import type { Factors } from "@/schemas/factor.schema";
import type { Actor } from "./actor";
import { countFactors, readFactors } from "./factors";
import { enqueueMail } from "./outbox.service";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { replaceRecoveryCodes } from "./recovery-code.service";
import { lockSelf } from "./self-lock";

/**
 * Which second factors the actor's account has.
 * @throws AppError `FORBIDDEN`
 */
export async function listFactors(actor: Actor): Promise<Factors> {
  assertCan(actor, "account:read");
  const { totpConfirmedAt, recoveryCodesLeft, passkeys } = await readFactors(prisma, actor.userId);
  return {
    totp: { enabled: totpConfirmedAt !== null, confirmedAt: totpConfirmedAt },
    recoveryCodesLeft,
    passkeys: passkeys.length,
  };
}

/**
 * Gives new recovery codes; the old ones stop working.
 * @returns the codes, which are stored nowhere
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`; `CONFLICT` without a second factor;
 * `UNAUTHENTICATED` when the session was ended in between
 */
export async function renewRecoveryCodes(actor: Actor, currentPassword?: string): Promise<string[]> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor, currentPassword);
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    if (countFactors(await readFactors(tx, actor.userId)) > 0) return replaceRecoveryCodes(tx, actor);
    throw new AppError("CONFLICT", { message: "Recovery codes come with a second factor. Add one first." });
  });
}

/**
 * Tidies up after a factor went, in the same transaction: with the last one go the recovery codes, and the person is told.
 * @returns whether a factor is left
 * @throws AppError `CONFLICT` when it was the last, and the password is one that only an account with a factor may have
 */
export async function afterFactorRemoval(tx: Tx, { userId, email: to, name }: Actor): Promise<boolean> {
  if (countFactors(await readFactors(tx, userId)) > 0) return true;
  const select = { passwordIsShort: true } as const;
  const { passwordIsShort } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select });
  if (passwordIsShort) throw new AppError("CONFLICT", { message: "Choose a password of 15 characters or more first." });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await enqueueMail(tx, { to, template: "secondFactorOff", data: { name } });
  return false;
}
