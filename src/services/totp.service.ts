import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { AppError, invalidField } from "@/lib/errors";
import type { Tx } from "@/lib/prisma";
import { seal } from "@/lib/secret-box";
import { newTotpSecret, qrSvg, totpStep, totpUri } from "@/lib/totp";
import type { TotpSetup } from "@/schemas/factor.schema";
import type { Actor } from "./actor";
import { recordAudit } from "./audit.service";
import { afterFactorRemoval } from "./factor.service";
import { enqueueMail } from "./outbox.service";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { replaceRecoveryCodes } from "./recovery-code.service";
import { lockSelf } from "./self-lock";
import { openTotpSecret, TOTP_PURPOSE } from "./totp-secret";

/** So that a secret which somebody once saw on a screen is not confirmed much later. */
const SETUP_TTL_MS = 10 * 60 * 1000;

function alreadyOn(): AppError {
  return new AppError("CONFLICT", { message: "An authenticator app is set up already. Remove it first." });
}

function notStarted(): AppError {
  return new AppError("CONFLICT", {
    message: "The set-up of the authenticator app has not begun, or is over. Start again.",
  });
}

/**
 * Makes a secret for an authenticator app; it counts once it is confirmed. One that was not confirmed is replaced.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`; `CONFLICT` when there is one already;
 * `UNAUTHENTICATED` when the session was ended in between
 */
export async function startTotp(actor: Actor, currentPassword?: string): Promise<TotpSetup> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor, currentPassword);
  const { userId } = actor;
  const secret = newTotpSecret();
  await transaction(async (tx) => {
    await lockSelf(tx, actor);
    await tx.totpFactor.deleteMany({ where: { userId, confirmedAt: null } });
    if ((await tx.totpFactor.count({ where: { userId } })) > 0) throw alreadyOn();
    await tx.totpFactor.createMany({ data: { userId, secret: seal(secret, TOTP_PURPOSE), createdAt: now() } });
  });
  const uri = totpUri(secret, actor.email);
  return { secret, uri, qrSvg: qrSvg(uri) };
}

/** @returns the time step whose code it is; null when it is none, or the app's secret cannot be opened any more */
function stepOf(userId: string, sealed: string, code: string): number | null {
  const secret = openTotpSecret(sealed, userId);
  return secret === null ? null : totpStep(secret, code);
}

async function confirm(tx: Tx, userId: string, code: string): Promise<void> {
  const row = await tx.totpFactor.findUnique({
    where: { userId },
    select: { secret: true, confirmedAt: true, createdAt: true },
  });
  if (row && row.confirmedAt !== null) throw alreadyOn();
  if (!row || now().getTime() - row.createdAt.getTime() >= SETUP_TTL_MS) throw notStarted();
  const step = stepOf(userId, row.secret, code);
  if (step === null) throw invalidField("code", "Is not the code that the app shows now.");
  await tx.totpFactor.updateMany({ where: { userId }, data: { confirmedAt: now(), lastStep: step } });
}

/**
 * Turns the authenticator app on, by its first code. The person is told.
 * @returns new recovery codes, which are stored nowhere; older ones stop working
 * @throws AppError `FORBIDDEN`, `RATE_LIMITED`; `CONFLICT` when nothing was started, or one is on already; `VALIDATION_ERROR` on
 * `code`; `UNAUTHENTICATED` when the session was ended in between
 */
export async function confirmTotp(actor: Actor, code: string): Promise<string[]> {
  assertCan(actor, "account:secure");
  const { userId, email, name } = actor;
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    await confirm(tx, userId, code);
    await recordAudit(tx, { accountId: userId, type: "totp.enabled", by: actor });
    await enqueueMail(tx, { to: email, template: "secondFactorOn", data: { name } });
    return replaceRecoveryCodes(tx, actor);
  });
}

/**
 * Turns the authenticator app off, or ends its set-up. The person is told. Harmless when there is none.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`; `CONFLICT` when it is the last factor, and the password a
 * short one; `UNAUTHENTICATED` when the session was ended in between
 */
export async function removeTotp(actor: Actor): Promise<void> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor);
  const { userId, email: to, name } = actor;
  await transaction(async (tx) => {
    await lockSelf(tx, actor);
    await tx.totpFactor.deleteMany({ where: { userId, confirmedAt: null } });
    const { count } = await tx.totpFactor.deleteMany({ where: { userId } });
    if (count === 0) return;
    await recordAudit(tx, { accountId: userId, type: "totp.disabled", by: actor });
    const isFactorLeft = await afterFactorRemoval(tx, actor);
    if (isFactorLeft) await enqueueMail(tx, { to, template: "totpRemoved", data: { name } });
  });
}

/**
 * Takes a code of the authenticator app. No code works twice: of any number of attempts at once exactly one wins.
 * @returns whether it was good
 */
export async function takeTotpCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  const where = { userId, confirmedAt: { not: null } };
  const row = await tx.totpFactor.findFirst({ where, select: { secret: true } });
  const step = row && stepOf(userId, row.secret, code);
  if (step === null) return false;
  const { count } = await tx.totpFactor.updateMany({
    where: { ...where, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count === 1;
}
