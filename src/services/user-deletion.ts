import { assertMatch } from "@/lib/if-match";
import type { Tx } from "@/lib/prisma";
import type { Actor } from "./actor";
import { assertAdminRemains, isActiveAdmin } from "./admin-count";
import { recordAudit } from "./audit.service";
import { assertCanGrant } from "./permissions";
import { endImpersonations } from "./session-end";

type Deletion = { id: string; by: Actor; ifMatch: string | null };

/**
 * Deletes a user with everything that hangs on it: sessions, links, keys, factors, search terms. The audit log stays. The
 * caller holds the row, in an `adminTransaction`.
 * @returns whom to tell
 * @throws AppError `PRECONDITION_FAILED`, `CONFLICT` for the last active admin
 */
export async function deleteUser(tx: Tx, { id, by, ifMatch }: Deletion): Promise<{ email: string; name: string }> {
  const select = { email: true, name: true, role: true, status: true, version: true } as const;
  const row = await tx.user.findUniqueOrThrow({ where: { id }, select });
  assertMatch(row, ifMatch);
  if (isActiveAdmin(row)) {
    assertCanGrant(by, "ADMIN");
    await assertAdminRemains(tx, id);
  }
  await endImpersonations(tx, id, by);
  await tx.user.deleteMany({ where: { id } });
  await recordAudit(tx, { accountId: id, type: "account.removed", by });
  return { email: row.email, name: row.name };
}
