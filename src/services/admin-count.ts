import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import type { User } from "@/schemas/user.schema";
import { lockUser } from "./user-lock";

const ACTIVE_ADMIN = { role: "ADMIN", status: "ACTIVE" } as const;

/** Whether the user is one of those of whom one must always be left. */
export function isActiveAdmin({ role, status }: Pick<User, "role" | "status">): boolean {
  return role === ACTIVE_ADMIN.role && status === ACTIVE_ADMIN.status;
}

/** The admin whose row stands for all of them; null when the user is none. */
async function findKeeper(userId: string): Promise<string | null> {
  const row = await prisma.user.findFirst({ where: { id: userId, ...ACTIVE_ADMIN }, select: { id: true } });
  if (!row) return null;
  const first = await prisma.user.findFirst({ where: ACTIVE_ADMIN, orderBy: { id: "asc" }, select: { id: true } });
  return first?.id ?? null;
}

/**
 * Runs what may take an active admin away, serializable: two who remove each other at once then see each other. Where the
 * user is one, the row of the first admin is held before any other, so that they come one after the other: each holding
 * its own row and asking for all the others', twenty at once would meet in one deadlock after another.
 * @param work takes the user's own lock first; run again after a deadlock
 */
export async function adminTransaction<Result>(userId: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  // A hint only, read before the transaction: when it is wrong by then, the isolation still holds the rule.
  const keeper = await findKeeper(userId);
  return transaction(
    async (tx) => {
      if (keeper !== null) await lockUser(tx, keeper);
      return work(tx);
    },
    { isolationLevel: "Serializable" },
  );
}

/**
 * Refuses what would leave nobody in charge. Only right in an `adminTransaction`.
 * @throws AppError `CONFLICT`
 */
export async function assertAdminRemains(tx: Tx, withoutUserId: string): Promise<void> {
  const where = { ...ACTIVE_ADMIN, id: { not: withoutUserId } };
  const other = await tx.user.findFirst({ where, select: { id: true } });
  if (!other) throw new AppError("CONFLICT", { message: "The last active administrator cannot be lost." });
}
