import { now } from "@/lib/clock";
import { type AppError, invalidField } from "@/lib/errors";
import { prisma, type Statement, type Tx } from "@/lib/prisma";
import { hashToken, newToken } from "@/lib/token";
import { queuedMail } from "./outbox.service";
import { lockUser } from "./user-lock";

const LINK_TTL_MS = 60 * 60 * 1000;

const PURPOSES = {
  verifyEmail: "VERIFY_EMAIL",
  setPassword: "RESET_PASSWORD",
  resetPassword: "RESET_PASSWORD",
  confirmEmail: "CHANGE_EMAIL",
} as const;

type LinkTemplate = keyof typeof PURPOSES;
type Purpose = (typeof PURPOSES)[LinkTemplate];

type Link = {
  userId: string;
  to: string;
  name: string;
  template: Exclude<LinkTemplate, "confirmEmail">;
};

/** A link that is good, as far as one can tell before it is redeemed; `email` is where CHANGE_EMAIL moves to. */
export type FoundLink = { token: string; purpose: Purpose; userId: string; email: string | null };

/** What every bad link is answered with, whether it is unknown, used, replaced or too old. */
export function invalidLink(): AppError {
  return invalidField("token", "The link is not valid any more. Ask for a new one.");
}

type NewToken = { userId: string; template: LinkTemplate; email: string | null };

function makeToken(tx: Tx, { userId, template, email }: NewToken) {
  const { token, hash } = newToken();
  const purpose = PURPOSES[template];
  const at = now();
  const expiresAt = new Date(at.getTime() + LINK_TTL_MS);
  const data = { userId, purpose, tokenHash: hash, email, createdAt: at, expiresAt };
  return { token, stored: tx.verificationToken.createMany({ data }) };
}

function removeOlder(tx: Tx, userId: string, template: LinkTemplate) {
  return tx.verificationToken.deleteMany({ where: { userId, purpose: PURPOSES[template] } });
}

/**
 * Makes a single-use token that lives for an hour; an older one of the same purpose dies.
 * @param email the address that `confirmEmail` moves the account to
 * @returns the token itself, which is stored nowhere
 */
export async function issueLinkToken(
  tx: Tx,
  userId: string,
  template: LinkTemplate,
  email: string | null = null,
): Promise<string> {
  // One by one, so that the older one goes first for a caller without a transaction as well.
  await removeOlder(tx, userId, template);
  const { token, stored } = makeToken(tx, { userId, template, email });
  await stored;
  return token;
}

/**
 * What puts the mail with a new account's first link into the outbox, for the caller to run behind the account's own row. It
 * has no older one, and looking for it would lock the gap that other new accounts go into: they would deadlock.
 */
export function firstLinkMail(tx: Tx, { userId, to, name, template }: Link): Statement[] {
  const { token, stored } = makeToken(tx, { userId, template, email: null });
  return [stored, queuedMail(tx, { to, template, data: { name, token } })];
}

/** Puts a mail with a fresh link into the outbox, in the caller's transaction. */
export async function mailLink(tx: Tx, link: Link): Promise<void> {
  await Promise.all([removeOlder(tx, link.userId, link.template), ...firstLinkMail(tx, link)]);
}

function goodLink(token: string, purpose: Purpose) {
  return { tokenHash: hashToken(token), purpose, expiresAt: { gt: now() } };
}

/**
 * Looks a token up, outside of any transaction: the user's row is to be the first that a transaction takes.
 * @throws AppError `VALIDATION_ERROR` on `token`
 */
export async function findLink(token: string, purpose: Purpose): Promise<FoundLink> {
  const where = goodLink(token, purpose);
  const row = await prisma.verificationToken.findFirst({ where, select: { userId: true, email: true } });
  if (!row) throw invalidLink();
  return { token, purpose, ...row };
}

/**
 * Uses a token up, having taken its user's row. Of any number of attempts at once exactly one deletes the row, and so wins.
 * @throws AppError `VALIDATION_ERROR` on `token`
 */
export async function redeemLink(tx: Tx, { token, purpose, userId }: FoundLink): Promise<void> {
  // The user before the token, as everywhere: the other order would deadlock with a sign-up of the same address.
  if (!(await lockUser(tx, userId))) throw invalidLink();
  const { count } = await tx.verificationToken.deleteMany({ where: goodLink(token, purpose) });
  if (count === 0) throw invalidLink();
}
