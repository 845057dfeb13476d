import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { hashPassword } from "@/lib/password";
import type { SignUpInput, VerifyEmailInput } from "@/schemas/auth.schema";
import { askForAccount } from "./account-request.service";
import { recordAudit } from "./audit.service";
import { findLink, redeemLink } from "./link-token.service";
import { assertAcceptable } from "./password-rules";

/**
 * Asks for an account. The worker opens it, or tells the owner of the address that somebody tried: neither the answer nor
 * its time tells which (A2, A3).
 * @throws AppError `VALIDATION_ERROR` on `password` when it is too easy to guess
 */
export async function signUp({ email, name, password }: SignUpInput): Promise<void> {
  assertAcceptable("password", password, { email, name });
  await askForAccount({ email, name, passwordHash: await hashPassword(password) });
}

/**
 * Takes the link of a verification mail: from here on the person can sign in.
 * @throws AppError `VALIDATION_ERROR` on `token`
 */
export async function verifyEmail({ token }: VerifyEmailInput): Promise<void> {
  const link = await findLink(token, "VERIFY_EMAIL");
  await transaction(async (tx) => {
    await redeemLink(tx, link);
    const { userId } = link;
    const { count } = await tx.user.updateMany({
      where: { id: userId, emailVerifiedAt: null },
      data: { emailVerifiedAt: now(), version: { increment: 1 }, updatedAt: now() },
    });
    if (count === 1) await recordAudit(tx, { accountId: userId, type: "account.verified", by: userId });
  });
}
