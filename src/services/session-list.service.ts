import type { Prisma } from "@/generated/mysql/client";
import { transaction } from "@/lib/db-retry";
import { deviceName } from "@/lib/device-name";
import { AppError } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import type { Page } from "@/lib/response";
import type { ListSessionsInput, OpenSession } from "@/schemas/session.schema";
import { type Actor, sessionOf } from "./actor";
import { behindCreatedAt, createdAtPosition, toPage } from "./keyset";
import { assertCan, assertCanTouch, can } from "./permissions";
import { lockSelf } from "./self-lock";
import { sessionBounds } from "./session.service";
import { endOneSession, endSessionsOf } from "./session-end";
import { lockUser } from "./user-lock";

const openSessionSelect = {
  id: true,
  userAgent: true,
  ip: true,
  createdAt: true,
  lastSeenAt: true,
  expiresAt: true,
  impersonatorSessionId: true,
} satisfies Prisma.SessionSelect;

type Row = Prisma.SessionGetPayload<{ select: typeof openSessionSelect }>;

function toOpenSession({ userAgent, impersonatorSessionId, ip, ...row }: Row, actor: Actor): OpenSession {
  const { credential } = actor;
  // Where an admin sits is not the person's to know.
  const isShown = impersonatorSessionId === null || can(actor, "users:read");
  return {
    ...row,
    ip: isShown ? ip : null,
    device: deviceName(userAgent),
    isCurrent: credential.kind === "session" && credential.sessionId === row.id,
    isImpersonation: impersonatorSessionId !== null,
  };
}

async function listLive(
  actor: Actor,
  userId: string,
  { limit, cursor }: ListSessionsInput,
): Promise<Page<OpenSession>> {
  const { expiresAfter, seenAfter } = sessionBounds();
  const list = JSON.stringify(["session", userId]);
  const live = { userId, expiresAt: { gt: expiresAfter }, lastSeenAt: { gt: seenAfter } };
  const rows = await prisma.session.findMany({
    where: { AND: [live, behindCreatedAt("desc", list, cursor)] },
    select: openSessionSelect,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const toItem = (row: Row) => toOpenSession(row, actor);
  return toPage({ rows, limit, list, position: createdAtPosition, toItem });
}

/**
 * The actor's own live sessions, newest first, also those in which an admin acts as them.
 * @throws AppError `FORBIDDEN`; `VALIDATION_ERROR` on `cursor`
 */
export async function listSessions(actor: Actor, input: ListSessionsInput): Promise<Page<OpenSession>> {
  assertCan(actor, "account:read");
  return listLive(actor, actor.userId, input);
}

/**
 * Anybody's live sessions, for an admin.
 * @throws AppError `FORBIDDEN`, `NOT_FOUND`; `VALIDATION_ERROR` on `cursor`
 */
export async function listSessionsOf(actor: Actor, userId: string, input: ListSessionsInput) {
  assertCan(actor, "users:read");
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { id: true } });
  if (!user) throw new AppError("NOT_FOUND");
  return listLive(actor, userId, input);
}

/**
 * Ends one session, at once and on every instance: an own one, or anybody's for an admin.
 * @throws AppError `NOT_FOUND`, also for one that the actor may not end; `FORBIDDEN` for an own one by who acts as the user
 */
export async function removeSession(actor: Actor, id: string): Promise<{ id: string }> {
  const select = { id: true, userId: true, impersonatorSessionId: true } as const;
  const row = await prisma.session.findUnique({ where: { id }, select });
  if (!row) throw new AppError("NOT_FOUND");
  assertCanTouch(actor, row.userId, { own: "account:secure", others: "users:write" });
  const ended = await transaction(async (tx) => (await lockUser(tx, row.userId)) && endOneSession(tx, row, actor));
  if (!ended) throw new AppError("NOT_FOUND");
  return { id };
}

/**
 * Ends every session of the actor but the one that asks.
 * @throws AppError `FORBIDDEN` for a key, and while acting as somebody else; `UNAUTHENTICATED` when it was ended in between
 */
export async function removeOtherSessions(actor: Actor): Promise<{ ended: number }> {
  assertCan(actor, "account:secure");
  const { sessionId } = sessionOf(actor);
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    return { ended: await endSessionsOf(tx, actor.userId, sessionId, actor) };
  });
}

/**
 * Ends every session of a user, for an admin.
 * @throws AppError `FORBIDDEN`, `NOT_FOUND`
 */
export async function removeSessionsOf(actor: Actor, userId: string): Promise<{ ended: number }> {
  assertCan(actor, "users:write");
  return transaction(async (tx) => {
    if (!(await lockUser(tx, userId))) throw new AppError("NOT_FOUND");
    return { ended: await endSessionsOf(tx, userId, null, actor) };
  });
}
