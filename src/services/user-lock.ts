import type { Tx } from "@/lib/prisma";

/**
 * Takes the write lock of a user's row, and with it everything that hangs on the user, until the transaction ends.
 * It comes first in a transaction: MariaDB reads from a snapshot, which would be older than what one waited for.
 * @returns false when there is no such user (any more)
 */
export async function lockUser(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.user.updateMany({ where: { id }, data: { version: { increment: 0 } } });
  return count === 1;
}
