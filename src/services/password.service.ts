import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { hashPassword } from "@/lib/password";
import { prisma, type Tx } from "@/lib/prisma";
import type { ChangePasswordInput } from "@/schemas/account.schema";
import type { ResetPasswordInput } from "@/schemas/auth.schema";
import { endAccess } from "./access.service";
import { type Actor, sessionOf } from "./actor";
import { recordAudit } from "./audit.service";
import { findLink, invalidLink, redeemLink } from "./link-token.service";
import { enqueueMail } from "./outbox.service";
import { linkOwnerSelect, mailPasswordLink } from "./password-link";
import { assertAcceptable, assertLongEnough } from "./password-rules";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { lockSelf } from "./self-lock";
import { endSessionsOf } from "./session-end";
import { forgetFailures } from "./sign-in-failure.service";
import { lockUser } from "./user-lock";

type Owner = { id: string; email: string; name: string };
type NewPassword = { userId: string; field: string; password: string; passwordHash: string };

/** The length is judged here, with the row held: by now the second factor may be gone. */
async function writePassword(tx: Tx, { userId: id, field, password, passwordHash }: NewPassword): Promise<void> {
  const passwordIsShort = await assertLongEnough(tx, { field, password, userId: id });
  const data = { passwordHash, passwordIsShort, version: { increment: 1 }, updatedAt: now() };
  await tx.user.updateMany({ where: { id }, data });
  const { email, name } = await tx.user.findUniqueOrThrow({ where: { id }, select: { email: true, name: true } });
  await forgetFailures(tx, email);
  await enqueueMail(tx, { to: email, template: "passwordChanged", data: { name } });
}

/** Refuses what it can before the costly part. */
async function hashNew(owner: Owner, field: string, password: string): Promise<NewPassword> {
  await assertLongEnough(prisma, { field, password, userId: owner.id });
  assertAcceptable(field, password, owner);
  return { userId: owner.id, field, password, passwordHash: await hashPassword(password) };
}

async function findOwner(id: string): Promise<Owner> {
  const owner = await prisma.user.findUnique({ where: { id }, select: { id: true, email: true, name: true } });
  if (!owner) throw invalidLink();
  return owner;
}

/**
 * Sets a password by a mailed link, and ends every session and every other link of the account.
 * Having had the mail, the person has also proved to own the address.
 * @throws AppError `VALIDATION_ERROR` on `token` or `password`
 */
export async function resetPassword({ token, password }: ResetPasswordInput): Promise<void> {
  const link = await findLink(token, "RESET_PASSWORD");
  const { userId } = link;
  const chosen = await hashNew(await findOwner(userId), "password", password);
  await transaction(async (tx) => {
    await redeemLink(tx, link);
    await writePassword(tx, chosen);
    const unverified = { id: userId, emailVerifiedAt: null };
    const { count } = await tx.user.updateMany({ where: unverified, data: { emailVerifiedAt: now() } });
    if (count === 1) await recordAudit(tx, { accountId: userId, type: "account.verified", by: userId });
    await endAccess(tx, userId);
    await recordAudit(tx, { accountId: userId, type: "password.set", by: userId, details: { how: "link" } });
  });
}

/** Nothing that was handed out before opens the account any more, except for the session that asks. */
async function endOtherAccess(tx: Tx, actor: Actor): Promise<void> {
  const { userId } = actor;
  await endSessionsOf(tx, userId, sessionOf(actor).sessionId, actor);
  await tx.verificationToken.deleteMany({ where: { userId } });
  await tx.challenge.deleteMany({ where: { userId } });
}

/**
 * Sets the own password, or the first one, and ends all that was handed out before but this session. The person is told.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`; `VALIDATION_ERROR` on `newPassword`;
 * `UNAUTHENTICATED` when the session was ended in between
 */
export async function changePassword(
  actor: Actor,
  { newPassword, currentPassword }: ChangePasswordInput,
): Promise<void> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor, currentPassword);
  const { userId: id, email, name } = actor;
  const chosen = await hashNew({ id, email, name }, "newPassword", newPassword);
  await transaction(async (tx) => {
    await lockSelf(tx, actor);
    await writePassword(tx, chosen);
    await endOtherAccess(tx, actor);
    await recordAudit(tx, { accountId: id, type: "password.changed", by: actor });
  });
}

/**
 * Mails the person a link to choose a password: all that an admin can do about a password.
 * @throws AppError `FORBIDDEN`, `NOT_FOUND`; `CONFLICT` for a disabled account, which no password opens
 */
export async function sendReset(actor: Actor, id: string): Promise<void> {
  assertCan(actor, "users:write");
  await transaction(async (tx) => {
    if (!(await lockUser(tx, id))) throw new AppError("NOT_FOUND");
    const row = await tx.user.findUniqueOrThrow({ where: { id }, select: linkOwnerSelect });
    if (row.status !== "ACTIVE")
      throw new AppError("CONFLICT", { message: "The account is disabled. Enable it first." });
    await mailPasswordLink(tx, row, actor);
  });
}
