import type { Prisma } from "@/generated/mysql/client";
import type { Tx } from "@/lib/prisma";
import { hashToken, looksLikeToken } from "@/lib/token";
import { type AuditRecord, recordAudit } from "./audit.service";
import { lockUser } from "./user-lock";

type By = AuditRecord["by"];
type Row = { id: string; userId: string; impersonatorSessionId: string | null };

const rowSelect = { id: true, userId: true, impersonatorSessionId: true } as const;

async function endRow(tx: Tx, { id, userId: accountId, impersonatorSessionId }: Row, by: By): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id } });
  if (count === 0) return false;
  if (impersonatorSessionId === null) await recordAudit(tx, { accountId, type: "session.ended", by });
  else {
    const details = { adminSessionId: impersonatorSessionId };
    await recordAudit(tx, { accountId, type: "impersonation.ended", by, details });
  }
  return true;
}

/** The foreign key would end them as well, but would leave nothing in the log of those who were impersonated. */
async function endImpersonationsFrom(tx: Tx, own: Prisma.SessionWhereInput, by: By): Promise<void> {
  // By their ids: a join would read, and in a serializable transaction lock, every session there is.
  const sessions = await tx.session.findMany({ where: own, select: { id: true } });
  const where = { impersonatorSessionId: { in: sessions.map(({ id }) => id) } };
  const rows = await tx.session.findMany({ where, select: rowSelect, orderBy: { userId: "asc" } });
  for (const row of rows) if (await lockUser(tx, row.userId)) await endRow(tx, row, by);
}

/**
 * Ends one session, with those in which its admin acts as somebody else. The caller holds its user's row.
 * @returns whether it was still there
 */
export async function endOneSession(tx: Tx, row: Row, by: By): Promise<boolean> {
  await endImpersonationsFrom(tx, { id: row.id }, by);
  return endRow(tx, row, by);
}

/**
 * Ends every session of the user, or all but one, with those in which the user acts as somebody else. The caller holds
 * the user's row.
 * @returns how many there were
 */
export async function endSessionsOf(tx: Tx, userId: string, except: string | null, by: By): Promise<number> {
  const where = { userId, ...(except !== null && { id: { not: except } }) };
  await endImpersonationsFrom(tx, where, by);
  const { count: ended } = await tx.session.deleteMany({ where });
  if (ended > 0) await recordAudit(tx, { accountId: userId, type: "session.allEnded", by, details: { ended } });
  return ended;
}

/**
 * Nobody acts as this user any more, nor this user as anybody else: for a change of what the user may do. It must not
 * come back when the change is undone. The caller holds the user's row.
 */
export async function endImpersonations(tx: Tx, userId: string, by: By): Promise<void> {
  await endImpersonationsFrom(tx, { userId }, by);
  const where = { userId, impersonatorSessionId: { not: null } };
  for (const row of await tx.session.findMany({ where, select: rowSelect })) await endRow(tx, row, by);
}

/**
 * Ends the session of this token, on every instance at once. Where an admin acts as somebody, the admin's own ends with it:
 * the browser has nothing left that could. Harmless when there is none.
 * @param by who is told to the log; whose session it was, where nobody else is
 */
export async function endSession(tx: Tx, sessionToken: string | null, by: By): Promise<void> {
  if (sessionToken === null || !looksLikeToken(sessionToken)) return;
  const row = await tx.session.findUnique({ where: { tokenHash: hashToken(sessionToken) }, select: rowSelect });
  if (!row) return;
  const { impersonatorSessionId: id } = row;
  const own = id === null ? row : await tx.session.findUnique({ where: { id }, select: rowSelect });
  // An admin's own takes the other with it.
  if (own && (await lockUser(tx, own.userId))) await endOneSession(tx, own, by ?? own.userId);
}
