import { AppError } from "@/lib/errors";
import type { Tx } from "@/lib/prisma";
import { type Actor, sessionOf } from "./actor";
import { lockUser } from "./user-lock";

/**
 * Takes the actor's own row, as `lockUser`, for a change that only a live session may make: one that was ended while the
 * request was under way, by a reset say, changes nothing any more.
 * @throws AppError `FORBIDDEN` for a key; `UNAUTHENTICATED` when the session, or the account, is gone
 */
export async function lockSelf(tx: Tx, actor: Actor): Promise<void> {
  const { tokenHash } = sessionOf(actor);
  if (!(await lockUser(tx, actor.userId))) throw new AppError("UNAUTHENTICATED");
  const session = await tx.session.findUnique({ where: { tokenHash }, select: { id: true } });
  if (!session) throw new AppError("UNAUTHENTICATED");
}
