import type { Actor } from "./actor";
import { adminTransaction } from "./admin-count";
import { enqueueMail } from "./outbox.service";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { lockSelf } from "./self-lock";
import { deleteUser } from "./user-deletion";

/**
 * Deletes the own account with everything that hangs on it, and tells the person. The audit log stays.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`; `CONFLICT` for the last active admin; `UNAUTHENTICATED` when
 * the session was ended in between
 */
export async function removeAccount(actor: Actor): Promise<{ id: string }> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor);
  const { userId: id } = actor;
  return adminTransaction(id, async (tx) => {
    await lockSelf(tx, actor);
    const { email: to, name } = await deleteUser(tx, { id, by: actor, ifMatch: null });
    await enqueueMail(tx, { to, template: "accountRemoved", data: { name } });
    return { id };
  });
}
