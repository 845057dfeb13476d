import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import type { Tx } from "@/lib/prisma";
import { newToken } from "@/lib/token";
import type { SignedIn } from "@/schemas/auth.schema";
import { type Actor, type SessionCredential, sessionOf } from "./actor";
import { recordAudit } from "./audit.service";
import { authenticate } from "./credential.service";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { createSession, type Device, getSignedIn } from "./session.service";
import { endOneSession } from "./session-end";
import { lockUser } from "./user-lock";

export type Handover = {
  signedIn: SignedIn;
  /** For the cookie. */
  token: string;
};

async function handOver(token: string): Promise<Handover> {
  const actor = await authenticate({ sessionToken: token, authorization: null });
  if (!actor) throw new AppError("UNAUTHENTICATED");
  return { signedIn: await getSignedIn(actor), token };
}

/** An admin who was demoted a moment ago must not leave a session behind that comes to life when they are one again. */
async function assertStillAdmin(tx: Tx, id: string): Promise<void> {
  if (!(await lockUser(tx, id))) throw new AppError("UNAUTHENTICATED");
  const admin = await tx.user.findUnique({ where: { id }, select: { role: true, status: true } });
  if (admin?.role !== "ADMIN" || admin.status !== "ACTIVE") throw new AppError("FORBIDDEN");
}

async function assertMayBeActedAs(tx: Tx, id: string): Promise<void> {
  if (!(await lockUser(tx, id))) throw new AppError("NOT_FOUND");
  const target = await tx.user.findUnique({ where: { id }, select: { role: true, status: true } });
  if (target?.status !== "ACTIVE") throw new AppError("NOT_FOUND");
  if (target.role !== "USER") {
    throw new AppError("FORBIDDEN", { message: "Nobody acts as an administrator." });
  }
}

/** Holds the admin's session until the transaction ends, so that it cannot end in between. */
async function holdOwnSession(tx: Tx, { sessionId: id, tokenHash }: SessionCredential): Promise<{ expiresAt: Date }> {
  const held = await tx.session.updateMany({ where: { id, tokenHash }, data: { lastSeenAt: now() } });
  if (held.count === 0) throw new AppError("UNAUTHENTICATED");
  return tx.session.findUniqueOrThrow({ where: { id }, select: { expiresAt: true } });
}

/**
 * Lets an admin act as a user, for an hour at most, in a session of its own. The admin's own session stays.
 * @throws AppError `FORBIDDEN` for anyone but an admin, as oneself and as another admin; `REAUTHENTICATION_REQUIRED`;
 * `NOT_FOUND` for a user who is disabled or not there; `UNAUTHENTICATED` when the own session was ended in between
 */
export async function startImpersonation(actor: Actor, id: string, device: Device): Promise<Handover> {
  assertCan(actor, "users:impersonate");
  if (actor.userId === id) throw new AppError("FORBIDDEN", { message: "You are yourself already." });
  await assertRecentlyAuthenticated(actor);
  const own = sessionOf(actor);
  const token = await transaction(async (tx) => {
    await assertStillAdmin(tx, actor.userId);
    await assertMayBeActedAs(tx, id);
    const { expiresAt } = await holdOwnSession(tx, own);
    const impersonator = { sessionId: own.sessionId, expiresAt };
    const opened = await createSession(tx, { userId: id, device, impersonator });
    const details = { adminSessionId: own.sessionId };
    await recordAudit(tx, { accountId: id, type: "impersonation.started", by: actor, details });
    return opened;
  });
  return handOver(token);
}

/** Gives the admin's own session a token that nobody has seen yet; null when it is over. */
async function renewToken(tx: Tx, id: string): Promise<string | null> {
  const { token, hash } = newToken();
  const at = now();
  const { count } = await tx.session.updateMany({
    where: { id, expiresAt: { gt: at }, impersonatorSessionId: null },
    // Whoever comes back has proved nothing meanwhile: what is sensitive asks for the password again.
    data: { tokenHash: hash, lastSeenAt: at, authenticatedAt: new Date(0) },
  });
  return count === 1 ? token : null;
}

/**
 * Gives the admin the own session back, under a new token, and ends the one in which they acted as somebody else.
 * @returns null when the admin's own session is over as well
 * @throws AppError `CONFLICT` when the actor is not acting as somebody else; `FORBIDDEN` for a key; `UNAUTHENTICATED` when
 * it was ended already
 */
export async function stopImpersonation(actor: Actor): Promise<Handover | null> {
  const { sessionId: id, impersonator } = sessionOf(actor);
  if (!impersonator) throw new AppError("CONFLICT", { message: "You are not acting as somebody else." });
  const row = { id, userId: actor.userId, impersonatorSessionId: impersonator.sessionId };
  const token = await transaction(async (tx) => {
    const ended = (await lockUser(tx, actor.userId)) && (await endOneSession(tx, row, actor));
    if (!ended) throw new AppError("UNAUTHENTICATED");
    return renewToken(tx, impersonator.sessionId);
  });
  return token === null ? null : handOver(token);
}
