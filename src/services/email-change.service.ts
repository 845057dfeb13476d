import { now } from "@/lib/clock";
import { isUniqueViolation } from "@/lib/db-errors";
import { transaction } from "@/lib/db-retry";
import { invalidField } from "@/lib/errors";
import type { Tx } from "@/lib/prisma";
import type { ChangeEmailInput } from "@/schemas/account.schema";
import type { ConfirmEmailInput } from "@/schemas/auth.schema";
import type { Actor } from "./actor";
import { recordAudit } from "./audit.service";
import { findLink, invalidLink, issueLinkToken, redeemLink } from "./link-token.service";
import { enqueueMail } from "./outbox.service";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { lockSelf } from "./self-lock";
import { replaceSearchTerms } from "./user-columns";

const personSelect = { id: true, email: true, name: true } as const;

/**
 * Begins the move of the own account to another address: that one gets a link, the one so far is told. For an address that
 * is taken just as much is written, but its owner gets a mail without a link: the caller cannot tell which (A2, A3).
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`; `VALIDATION_ERROR` on `email` for the address
 * that it has; `UNAUTHENTICATED` when the session was ended in between
 */
export async function changeEmail(actor: Actor, { email, currentPassword }: ChangeEmailInput): Promise<void> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor, currentPassword);
  await transaction(async (tx) => {
    await lockSelf(tx, actor);
    const {
      id,
      email: old,
      name,
    } = await tx.user.findUniqueOrThrow({
      where: { id: actor.userId },
      select: personSelect,
    });
    if (old === email) throw invalidField("email", "Is the address that your account has.");
    const owner = await tx.user.findUnique({ where: { email }, select: { name: true } });
    const token = await issueLinkToken(tx, id, "confirmEmail", email);
    if (owner) await enqueueMail(tx, { to: email, template: "addressTaken", data: { name: owner.name } });
    else await enqueueMail(tx, { to: email, template: "confirmEmail", data: { name, token } });
    await enqueueMail(tx, { to: old, template: "emailChangeRequested", data: { name } });
    await recordAudit(tx, { accountId: id, type: "email.changeRequested", by: actor });
  });
}

async function move(tx: Tx, userId: string, email: string): Promise<void> {
  const { email: old, name } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: personSelect });
  const at = now();
  await tx.user.updateMany({
    where: { id: userId },
    data: { email, emailVerifiedAt: at, version: { increment: 1 }, updatedAt: at },
  });
  await replaceSearchTerms(tx, userId, { name, email });
  // Links that went to the address so far must open nothing any more.
  await tx.verificationToken.deleteMany({ where: { userId } });
  await enqueueMail(tx, { to: old, template: "emailChanged", data: { name } });
  await recordAudit(tx, { accountId: userId, type: "email.changed", by: userId });
}

/**
 * Takes the link that went to the new address: the account moves there, and the address so far is told.
 * @throws AppError `VALIDATION_ERROR` on `token`, also when somebody else has got the address in between
 */
export async function confirmEmail({ token }: ConfirmEmailInput): Promise<void> {
  const link = await findLink(token, "CHANGE_EMAIL");
  const { userId, email } = link;
  if (email === null) throw invalidLink();
  try {
    await transaction(async (tx) => {
      await redeemLink(tx, link);
      await move(tx, userId, email);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw invalidLink();
    throw error;
  }
}
