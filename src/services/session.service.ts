import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import { hashToken, looksLikeToken, newToken } from "@/lib/token";
import type { SignedIn } from "@/schemas/auth.schema";
import { type Actor, sessionOf } from "./actor";
import { publicUserSelect, toUser } from "./user.select";

const DAY_MS = 24 * 60 * 60 * 1000;
const SESSION_IDLE_MS = 14 * DAY_MS;
/** Also the cookie's Max-Age. */
export const SESSION_TTL_SECONDS = (90 * DAY_MS) / 1000;
/** An admin acts as somebody else for an hour at most. */
const IMPERSONATION_TTL_MS = 60 * 60 * 1000;
const USER_AGENT_MAX = 255;

export type Device = { ip: string | null; userAgent: string | null };

type NewSession = {
  userId: string;
  device: Device;
  /** The session of the admin who is going to act as the user, and when that one ends; null for the person's own. */
  impersonator?: { sessionId: string; expiresAt: Date } | null;
};

/** What a session must be, to count: neither past its absolute nor its idle lifetime. */
export function sessionBounds(): { expiresAfter: Date; seenAfter: Date } {
  const at = now();
  return { expiresAfter: at, seenAfter: new Date(at.getTime() - SESSION_IDLE_MS) };
}

function expiryOf(at: Date, impersonator: NewSession["impersonator"]): Date {
  if (!impersonator) return new Date(at.getTime() + SESSION_TTL_SECONDS * 1000);
  return new Date(Math.min(at.getTime() + IMPERSONATION_TTL_MS, impersonator.expiresAt.getTime()));
}

/**
 * Opens a session for a user who has just proved who they are. The token goes into the cookie and nowhere else.
 * @returns the token, which is stored nowhere
 */
export async function createSession(tx: Tx, { userId, device, impersonator = null }: NewSession): Promise<string> {
  const { token, hash } = newToken();
  const at = now();
  await tx.session.createMany({
    data: {
      userId,
      tokenHash: hash,
      ip: device.ip,
      userAgent: device.userAgent?.slice(0, USER_AGENT_MAX).toWellFormed() ?? null,
      createdAt: at,
      lastSeenAt: at,
      authenticatedAt: at,
      expiresAt: expiryOf(at, impersonator),
      impersonatorSessionId: impersonator?.sessionId ?? null,
    },
  });
  return token;
}

/** Whether the token is that of a live session of the account with this address. */
export async function isSessionOf(email: string, sessionToken: string | null): Promise<boolean> {
  if (sessionToken === null || !looksLikeToken(sessionToken)) return false;
  const { expiresAfter, seenAfter } = sessionBounds();
  const row = await prisma.session.findFirst({
    where: {
      tokenHash: hashToken(sessionToken),
      expiresAt: { gt: expiresAfter },
      lastSeenAt: { gt: seenAfter },
      impersonatorSessionId: null,
      user: { email, status: "ACTIVE" },
    },
    select: { id: true },
  });
  return row !== null;
}

/**
 * The actor's user and session, as of now.
 * @throws AppError `FORBIDDEN` for a key, `UNAUTHENTICATED` when the session ended in between
 */
export async function getSignedIn(actor: Actor): Promise<SignedIn> {
  const { tokenHash, impersonator } = sessionOf(actor);
  const row = await prisma.session.findUnique({
    where: { tokenHash },
    select: { id: true, createdAt: true, lastSeenAt: true, expiresAt: true, user: { select: publicUserSelect } },
  });
  if (!row) throw new AppError("UNAUTHENTICATED");
  const { user, ...session } = row;
  const impersonation = impersonator && { by: { id: impersonator.userId, name: impersonator.name } };
  return { user: toUser(user), session: { ...session, impersonation } };
}
