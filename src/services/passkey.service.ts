import { z } from "zod";
import { now } from "@/lib/clock";
import { isUniqueViolation } from "@/lib/db-errors";
import { transaction } from "@/lib/db-retry";
import { AppError, invalidField } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import { creationOptions, type NewCredential, verifyRegistration } from "@/lib/webauthn";
import type {
  CreatedPasskey,
  CreatePasskeyInput,
  Passkey,
  PasskeyCreation,
  UpdatePasskeyInput,
} from "@/schemas/passkey.schema";
import type { Actor } from "./actor";
import { recordAudit } from "./audit.service";
import { countAnswer, getChallenge, openChallenge, redeemChallenge, staleChallenge } from "./challenge.service";
import { afterFactorRemoval } from "./factor.service";
import { countFactors, readFactors, toDescriptor } from "./factors";
import { enqueueMail } from "./outbox.service";
import { hashCredentialId } from "./passkey-answer";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { replaceRecoveryCodes } from "./recovery-code.service";
import { lockSelf } from "./self-lock";
import { hasWayToSignIn } from "./sign-in-ways";

const MAX_PASSKEYS = 20;
/** A hint for browsers only; those of tomorrow are left out. */
const TRANSPORTS = new Set(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]);

const payloadSchema = z.object({ webauthnChallenge: z.string() });
const passkeySelect = { id: true, name: true, createdAt: true, lastUsedAt: true, backedUp: true } as const;

function tooMany(): AppError {
  return new AppError("CONFLICT", { message: `An account has at most ${MAX_PASSKEYS} passkeys. Remove one first.` });
}

function lastWay(): AppError {
  return new AppError("CONFLICT", {
    message: "It is the only way to sign in to your account. Choose a password first.",
  });
}

/** The actor's passkeys, oldest first. @throws AppError `FORBIDDEN` */
export async function listPasskeys(actor: Actor): Promise<Passkey[]> {
  assertCan(actor, "account:read");
  return prisma.passkey.findMany({
    where: { userId: actor.userId },
    select: passkeySelect,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: MAX_PASSKEYS,
  });
}

/**
 * Begins a new passkey.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`; `CONFLICT` when there are too many
 */
export async function startPasskey(actor: Actor, currentPassword?: string): Promise<PasskeyCreation> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor, currentPassword);
  const { userId, email, name } = actor;
  const { passkeys } = await readFactors(prisma, userId);
  if (passkeys.length >= MAX_PASSKEYS) throw tooMany();
  const options = await creationOptions({ id: userId, email, name }, passkeys.map(toDescriptor));
  const payload: z.output<typeof payloadSchema> = { webauthnChallenge: options.challenge };
  const { token } = await openChallenge(prisma, { kind: "PASSKEY_CREATION", userId, payload });
  return { token, options };
}

async function store(tx: Tx, userId: string, credential: NewCredential, input: CreatePasskeyInput): Promise<Passkey> {
  const { credentialId, publicKey, counter, backedUp } = credential;
  const credentialIdHash = hashCredentialId(credentialId);
  const transports = [...new Set(input.response.response.transports)].filter((name) => TRANSPORTS.has(name)).join(",");
  return tx.passkey.create({
    data: {
      userId,
      name: input.name,
      credentialId,
      credentialIdHash,
      publicKey,
      counter,
      transports,
      backedUp,
      createdAt: now(),
    },
    select: passkeySelect,
  });
}

async function add(
  tx: Tx,
  actor: Actor,
  credential: NewCredential,
  input: CreatePasskeyInput,
): Promise<CreatedPasskey> {
  const { userId, email: to, name } = actor;
  const before = await readFactors(tx, userId);
  if (before.passkeys.length >= MAX_PASSKEYS) throw tooMany();
  const passkey = await store(tx, userId, credential, input);
  await recordAudit(tx, { accountId: userId, type: "passkey.created", by: actor, details: { passkeyId: passkey.id } });
  await enqueueMail(tx, { to, template: "passkeyAdded", data: { name } });
  // Without them, losing the only passkey would lock the person out.
  const recoveryCodes = countFactors(before) === 0 ? await replaceRecoveryCodes(tx, actor) : null;
  return { ...passkey, recoveryCodes };
}

/**
 * Adds a passkey, which from then on signs in by itself, and is a second factor of the password. The person is told.
 * @returns it, and recovery codes when it is the account's first factor
 * @throws AppError `FORBIDDEN`; `UNAUTHENTICATED` for an attempt that is over, and when the session was ended in between;
 * `VALIDATION_ERROR` on `response`; `CONFLICT` when there are too many, or it is somebody's already
 */
export async function createPasskey(actor: Actor, input: CreatePasskeyInput): Promise<CreatedPasskey> {
  assertCan(actor, "account:secure");
  const { id, userId, payload } = await getChallenge("PASSKEY_CREATION", input.token, payloadSchema);
  if (userId !== actor.userId) throw staleChallenge();
  await countAnswer(id);
  const credential = await verifyRegistration(input.response, payload.webauthnChallenge);
  if (!credential) throw invalidField("response", "Is not what was asked for. Start again.");
  try {
    return await transaction(async (tx) => {
      await lockSelf(tx, actor);
      await redeemChallenge(tx, id);
      return add(tx, actor, credential, input);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("CONFLICT", { message: "This passkey is registered already." });
  }
}

/**
 * Renames a passkey of the actor's.
 * @throws AppError `FORBIDDEN`; `NOT_FOUND`, also for somebody else's; `UNAUTHENTICATED` when the session was ended in between
 */
export async function updatePasskey(actor: Actor, { id, name }: UpdatePasskeyInput): Promise<Passkey> {
  assertCan(actor, "account:secure");
  const { userId } = actor;
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    const { count } = await tx.passkey.updateMany({ where: { id, userId }, data: { name } });
    if (count === 0) throw new AppError("NOT_FOUND");
    await recordAudit(tx, { accountId: userId, type: "passkey.renamed", by: actor, details: { passkeyId: id } });
    return tx.passkey.findUniqueOrThrow({ where: { id }, select: passkeySelect });
  });
}

/**
 * Removes a passkey of the actor's. The person is told.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`; `NOT_FOUND`, also for somebody else's; `CONFLICT` when it is
 * the last way to sign in, or the last factor with a short password; `UNAUTHENTICATED` when the session was ended in between
 */
export async function removePasskey(actor: Actor, id: string): Promise<{ id: string }> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor);
  const { userId, email: to, name } = actor;
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    const { count } = await tx.passkey.deleteMany({ where: { id, userId } });
    if (count === 0) throw new AppError("NOT_FOUND");
    if (!(await hasWayToSignIn(tx, userId))) throw lastWay();
    await recordAudit(tx, { accountId: userId, type: "passkey.removed", by: actor, details: { passkeyId: id } });
    await enqueueMail(tx, { to, template: "passkeyRemoved", data: { name } });
    await afterFactorRemoval(tx, actor);
    return { id };
  });
}
