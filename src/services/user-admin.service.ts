import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { prisma, type Tx } from "@/lib/prisma";
import type { User } from "@/schemas/user.schema";
import { endAccess } from "./access.service";
import { auditCreation, recordAudit } from "./audit.service";
import { issueLinkToken } from "./link-token.service";
import { endImpersonations } from "./session-end";
import { publicUserSelect, toUser } from "./user.select";
import { newUserColumns, userCreation } from "./user-columns";
import { lockUser } from "./user-lock";

type Invitation = {
  user: User;
  /** For the page that sets a password; good for an hour, and stored nowhere. */
  token: string;
  outcome: "created" | "promoted" | "unchanged";
};

type Wish = { email: string; name?: string | undefined };

async function createAdmin(tx: Tx, { email, name = email.slice(0, email.lastIndexOf("@")) }: Wish): Promise<User> {
  const user = { ...newUserColumns({ name, email }, now()), role: "ADMIN" } as const;
  await Promise.all([
    ...userCreation(tx, user),
    ...auditCreation(tx, { accountId: user.id, by: null, details: { role: "ADMIN" } }),
  ]);
  return toUser(user);
}

async function readUser(tx: Tx, id: string): Promise<User> {
  return toUser(await tx.user.findUniqueOrThrow({ where: { id }, select: publicUserSelect }));
}

async function promote(tx: Tx, user: User): Promise<User> {
  const { id } = user;
  if (!user.emailVerified) {
    // Nobody has proved to own the address, so whoever chose this password must not become an admin by it.
    await tx.user.updateMany({ where: { id }, data: { passwordHash: null } });
    await endAccess(tx, id);
    await recordAudit(tx, { accountId: id, type: "password.removed", by: null, details: { how: "invitation" } });
  }
  if (user.role === "ADMIN" && user.status === "ACTIVE") return user;
  await tx.user.updateMany({
    where: { id },
    data: { role: "ADMIN", status: "ACTIVE", version: { increment: 1 }, updatedAt: now() },
  });
  await endImpersonations(tx, id, null);
  const details = { from: user.role, to: "ADMIN", status: "ACTIVE" };
  await recordAudit(tx, { accountId: id, type: "account.roleChanged", by: null, details });
  return readUser(tx, id);
}

function outcomeOf(before: User | null, after: User): Invitation["outcome"] {
  if (before === null) return "created";
  return before.version === after.version ? "unchanged" : "promoted";
}

/**
 * Makes an active admin of an address, new or known, for whoever has a shell on the server: there is no actor.
 * @param wish.email in its normal form, as emailSchema gives it
 * @param wish.name for a new account; the part before the @ unless given
 */
export async function inviteAdmin(wish: Wish): Promise<Invitation> {
  // Before the transaction, in which the user's row comes first.
  const found = await prisma.user.findUnique({ where: { email: wish.email }, select: { id: true } });
  return transaction(async (tx) => {
    const before = found && (await lockUser(tx, found.id)) ? await readUser(tx, found.id) : null;
    const user = before ? await promote(tx, before) : await createAdmin(tx, wish);
    const token = await issueLinkToken(tx, user.id, "setPassword");
    await recordAudit(tx, { accountId: user.id, type: "password.linkSent", by: null, details: { how: "invitation" } });
    return { user, token, outcome: outcomeOf(before, user) };
  });
}
