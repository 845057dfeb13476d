import { now } from "@/lib/clock";
import type { Tx } from "@/lib/prisma";
import { auditCreation, recordAudit } from "./audit.service";
import { wasMailedJustNow } from "./link-pause";
import { firstLinkMail, mailLink } from "./link-token.service";
import { enqueueMail } from "./outbox.service";
import { nameColumns, newUserColumns, replaceSearchTerms, userCreation } from "./user-columns";

/** What a sign-up brings, once its password is hashed. */
export type Registration = { email: string; name: string; passwordHash: string };

const existingSelect = { name: true, role: true, emailVerifiedAt: true, passwordHash: true } as const;

/** Opens an account that waits for its address to be confirmed. */
export async function register(tx: Tx, { email, name, passwordHash }: Registration): Promise<void> {
  const user = { ...newUserColumns({ name, email }, now()), passwordHash };
  const { id } = user;
  await Promise.all([
    ...userCreation(tx, user),
    ...auditCreation(tx, { accountId: id, by: id, details: { how: "signUp" } }),
    ...firstLinkMail(tx, { userId: id, to: email, name, template: "verifyEmail" }),
  ]);
}

/** Nobody knows whose the password is, so it goes, with the link that would confirm it. The newest name stays. */
async function dropPassword(tx: Tx, userId: string, { email, name }: Registration): Promise<void> {
  const data = { ...nameColumns(name), passwordHash: null, version: { increment: 1 }, updatedAt: now() };
  await tx.user.updateMany({ where: { id: userId }, data });
  await replaceSearchTerms(tx, userId, { name, email });
  await tx.verificationToken.deleteMany({ where: { userId, purpose: "VERIFY_EMAIL" } });
  await recordAudit(tx, { accountId: userId, type: "password.removed", by: null, details: { how: "signUp" } });
}

/**
 * Somebody signs up with an address that has an account. Its owner learns of it by mail, the sender learns nothing.
 * An account that nobody has verified belongs to nobody yet, and two who signed up cannot be told apart: neither's password
 * stays, and whoever has the mailbox chooses one from the mail (A22). So does an invited person, or one with rights. The
 * caller holds the user's row.
 */
export async function registerAgain(tx: Tx, userId: string, registration: Registration): Promise<void> {
  const { email } = registration;
  const existing = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: existingSelect });
  if (existing.emailVerifiedAt !== null) {
    await enqueueMail(tx, { to: email, template: "addressTaken", data: { name: existing.name } });
    return;
  }
  if (existing.passwordHash !== null && existing.role === "USER") await dropPassword(tx, userId, registration);
  if (await wasMailedJustNow(tx, userId, "RESET_PASSWORD")) return;
  await mailLink(tx, { userId, to: email, name: existing.name, template: "setPassword" });
}
