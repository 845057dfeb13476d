import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { failEvenly } from "@/lib/even-time";
import { hashPassword, verifyPassword } from "@/lib/password";
import { prisma, type Tx } from "@/lib/prisma";
import type { SignInInput } from "@/schemas/auth.schema";
import type { SecondFactor } from "@/schemas/factor.schema";
import type { User } from "@/schemas/user.schema";
import { recordAudit } from "./audit.service";
import { authenticate } from "./credential.service";
import { wasMailedJustNow } from "./link-pause";
import { mailLink } from "./link-token.service";
import { startSecondFactor } from "./second-factor-challenge";
import { createSession, type Device, isSessionOf } from "./session.service";
import { endSession } from "./session-end";
import { assertNoWait, forgetFailures, noteNetworkFailure, reserveAttempt } from "./sign-in-failure.service";
import { publicUserSelect, toUser } from "./user.select";
import { lockUser } from "./user-lock";

export type SignedInNow = { user: User; token: string };

/** Where a sign-in has got to: it is done, or the account wants its second factor as well. */
export type SignInStep = ({ kind: "signedIn" } & SignedInNow) | { kind: "secondFactor"; challenge: SecondFactor };

/** What was proved about a user, and what must still hold when the session is opened. */
export type Proved = {
  user: User;
  how: "password" | "passkey" | "oauth";
  /** The hash that the password was checked against; null where none was. */
  passwordHash: string | null;
  /** The same password, hashed with today's parameters, where that is due. */
  newHash: string | null;
};

/** Where a sign-in comes from: the device, and the session token that it had before, which ends. */
export type Origin = { device: Device; oldToken: string | null };

/** Unknown address, wrong password, disabled: one answer, so that none can be told from another. */
function wrongCredentials(): AppError {
  return new AppError("UNAUTHENTICATED", { message: "The e-mail address or the password is wrong." });
}

/**
 * Opens the session of somebody who has proved all that is asked for, in the caller's transaction.
 * @throws AppError `UNAUTHENTICATED` when the account was disabled, or its password changed, in between
 */
export async function openSession(tx: Tx, proved: Proved, { device, oldToken }: Origin): Promise<SignedInNow> {
  const { user, how, passwordHash, newHash } = proved;
  // Conditional: a password that was reset, or an account disabled, while the hash was computed opens nothing.
  const { count } = await tx.user.updateMany({
    where: { id: user.id, status: "ACTIVE", ...(passwordHash !== null && { passwordHash }) },
    data: { lastSignInAt: now(), ...(newHash !== null && { passwordHash: newHash }) },
  });
  if (count === 0) throw wrongCredentials();
  await endSession(tx, oldToken, null);
  const token = await createSession(tx, { userId: user.id, device });
  await forgetFailures(tx, user.email, ["account", "secondFactor"]);
  await recordAudit(tx, { accountId: user.id, type: "session.opened", by: user.id, details: { how } });
  return { user, token };
}

/**
 * Goes on once the first factor is proved: asks for the second, where the account has one, and otherwise opens the session.
 * A passkey that verified the person is both at once.
 * @throws AppError as `openSession`
 */
export async function continueSignIn(proved: Proved, origin: Origin): Promise<SignInStep> {
  return transaction(async (tx) => {
    // First, so that a factor which is being added at this moment is seen.
    if (!(await lockUser(tx, proved.user.id))) throw wrongCredentials();
    const challenge = proved.how === "passkey" ? null : await startSecondFactor(tx, proved);
    if (challenge) return { kind: "secondFactor", challenge };
    return { kind: "signedIn", ...(await openSession(tx, proved, origin)) };
  });
}

async function mailNewLink({ id: userId, email: to, name }: User): Promise<void> {
  await transaction(async (tx) => {
    if (!(await lockUser(tx, userId)) || (await wasMailedJustNow(tx, userId, "VERIFY_EMAIL"))) return;
    await mailLink(tx, { userId, to, name, template: "verifyEmail" });
  });
}

async function checkPassword({ email, password }: SignInInput, { device, oldToken }: Origin): Promise<Proved> {
  const isOwnDevice = await isSessionOf(email, oldToken);
  const wait = await reserveAttempt({ email, ip: device.ip, isOwnDevice });
  const row = await prisma.user.findUnique({ where: { email }, select: { ...publicUserSelect, passwordHash: true } });
  const { ok, needsRehash } = await verifyPassword(row?.passwordHash ?? null, password);
  assertNoWait(wait);
  if (!row?.passwordHash || !ok || row.status !== "ACTIVE") {
    await noteNetworkFailure(device.ip);
    throw wrongCredentials();
  }
  const newHash = needsRehash ? await hashPassword(password) : null;
  return { user: toUser(row), how: "password", passwordHash: row.passwordHash, newHash };
}

/**
 * Checks the password and opens a session, or asks for the second factor; the session that the browser had before ends
 * with the new one.
 * @param origin.oldToken the session token that came with the request, if any
 * @returns the user, and the new session's token for the cookie; or what the second step needs
 * @throws AppError `UNAUTHENTICATED`; `RATE_LIMITED` after too many failures in a row; `FORBIDDEN` for the right password
 * of an unverified address, which is sent a new link
 */
export async function signIn(input: SignInInput, origin: Origin): Promise<SignInStep> {
  const proved = await failEvenly(() => checkPassword(input, origin));
  if (!proved.user.emailVerified) {
    await forgetFailures(prisma, proved.user.email);
    await mailNewLink(proved.user);
    throw new AppError("FORBIDDEN", { message: "Confirm your e-mail address first. We have sent you a new link." });
  }
  return continueSignIn(proved, origin);
}

/**
 * Ends the session of this token, on every instance at once: the person's own, or the one in which an admin acts as them.
 * Harmless when there is none.
 */
export async function signOut(sessionToken: string | null): Promise<void> {
  // Not for leave, but for the log: nobody is behind a session that is over already.
  const by = await authenticate({ sessionToken, authorization: null });
  await transaction((tx) => endSession(tx, sessionToken, by));
}
