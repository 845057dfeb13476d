import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { assertMatch } from "@/lib/if-match";
import type { Tx } from "@/lib/prisma";
import type { CreateUserInput, ReplaceUserInput, UpdateUserInput, User } from "@/schemas/user.schema";
import { endAccess } from "./access.service";
import type { Actor } from "./actor";
import { adminTransaction, assertAdminRemains, isActiveAdmin } from "./admin-count";
import { auditCreation, recordAudit } from "./audit.service";
import { firstLinkMail } from "./link-token.service";
import { assertCan, assertCanGrant, assertCanTouch } from "./permissions";
import { endImpersonations } from "./session-end";
import { publicUserSelect, toUser } from "./user.select";
import { nameColumns, newUserColumns, replaceSearchTerms, userCreation } from "./user-columns";
import { deleteUser } from "./user-deletion";
import { loadUser } from "./user-loader";
import { lockUser } from "./user-lock";

/**
 * One user, for an admin or for the person.
 * @throws AppError `NOT_FOUND`, also for a row that the actor may not see
 */
export async function getUser(actor: Actor, id: string): Promise<User> {
  assertCanTouch(actor, id, { own: "account:read", others: "users:read" });
  const row = await loadUser(actor, id);
  if (!row) throw new AppError("NOT_FOUND");
  return toUser(row);
}

/**
 * Makes an account without a password, and mails the person a link to choose one.
 * @throws AppError `FORBIDDEN`, `CONFLICT` on `email`
 */
export async function createUser(actor: Actor, input: CreateUserInput): Promise<User> {
  assertCan(actor, "users:write");
  assertCanGrant(actor, input.role);
  const { email: to, name, role } = input;
  return transaction(async (tx) => {
    const user = { ...newUserColumns(input, now()), role };
    await Promise.all([
      ...userCreation(tx, user),
      ...auditCreation(tx, { accountId: user.id, by: actor, details: { role } }),
      ...firstLinkMail(tx, { userId: user.id, to, name, template: "setPassword" }),
    ]);
    return toUser(user);
  });
}

type Change = Omit<UpdateUserInput, "id">;

async function writeChange(tx: Tx, row: User, change: Change): Promise<void> {
  const { name, role, status } = change;
  await tx.user.updateMany({
    where: { id: row.id },
    data: {
      ...(name !== undefined && nameColumns(name)),
      ...(role !== undefined && { role }),
      ...(status !== undefined && { status }),
      version: { increment: 1 },
      updatedAt: now(),
    },
  });
  if (name !== undefined && name !== row.name) await replaceSearchTerms(tx, row.id, { name, email: row.email });
  if (status === "DISABLED") await lockOut(tx, row.id);
}

/** The revocation of what programs use is for good: a key could have been made by whoever was kept out. */
async function lockOut(tx: Tx, userId: string): Promise<void> {
  await endAccess(tx, userId);
  await tx.apiKey.deleteMany({ where: { userId } });
}

async function auditChange(tx: Tx, actor: Actor, row: User, { name, role, status }: Change): Promise<void> {
  const event = { accountId: row.id, by: actor };
  if (name !== undefined && name !== row.name) {
    await recordAudit(tx, { ...event, type: "account.updated", details: { fields: ["name"] } });
  }
  if (role !== undefined && role !== row.role) {
    await recordAudit(tx, { ...event, type: "account.roleChanged", details: { from: row.role, to: role } });
  }
  if (status !== undefined && status !== row.status) {
    await recordAudit(tx, { ...event, type: "account.statusChanged", details: { from: row.status, to: status } });
  }
}

function changesNothing(row: User, { name, role, status }: Change): boolean {
  return (name ?? row.name) === row.name && (role ?? row.role) === row.role && (status ?? row.status) === row.status;
}

function changesPower(row: User, { role, status }: Change): boolean {
  return (role ?? row.role) !== row.role || (status ?? row.status) !== row.status;
}

type Wish = { id: string; change: Change; ifMatch: string | null };

async function changeUser(actor: Actor, { id, change, ifMatch }: Wish): Promise<User> {
  return adminTransaction(id, async (tx) => {
    if (!(await lockUser(tx, id))) throw new AppError("NOT_FOUND");
    const row = toUser(await tx.user.findUniqueOrThrow({ where: { id }, select: publicUserSelect }));
    assertMatch(row, ifMatch);
    if (changesNothing(row, change)) return row;
    const { role = row.role, status = row.status } = change;
    const [wasAdmin, willBeAdmin] = [isActiveAdmin(row), isActiveAdmin({ role, status })];
    // Nobody takes away what they could not give.
    if (wasAdmin !== willBeAdmin) assertCanGrant(actor, "ADMIN");
    if (wasAdmin && !willBeAdmin) await assertAdminRemains(tx, id);
    if (changesPower(row, change)) await endImpersonations(tx, id, actor);
    await writeChange(tx, row, change);
    await auditChange(tx, actor, row, change);
    return toUser(await tx.user.findUniqueOrThrow({ where: { id }, select: publicUserSelect }));
  });
}

/**
 * Sets name, role and status.
 * @param ifMatch the `If-Match` field, or null for "whatever it is by now"
 * @throws AppError `FORBIDDEN`, `NOT_FOUND`, `PRECONDITION_FAILED`, `CONFLICT` for the last active admin
 */
export async function replaceUser(actor: Actor, input: ReplaceUserInput, ifMatch: string | null): Promise<User> {
  assertCan(actor, "users:write");
  const { id, ...change } = input;
  return changeUser(actor, { id, change, ifMatch });
}

/**
 * Sets what is given; a person may change the own name only.
 * @param ifMatch the `If-Match` field, or null for "whatever it is by now"
 * @throws AppError `FORBIDDEN`, `NOT_FOUND`, `PRECONDITION_FAILED`, `CONFLICT` for the last active admin
 */
export async function updateUser(actor: Actor, input: UpdateUserInput, ifMatch: string | null): Promise<User> {
  const { id, ...change } = input;
  assertCanTouch(actor, id, { own: "account:write", others: "users:write" });
  if (change.role !== undefined || change.status !== undefined) assertCan(actor, "users:write");
  return changeUser(actor, { id, change, ifMatch });
}

/**
 * Deletes the user with everything that hangs on it: sessions, links, keys, factors, search terms. The audit log stays.
 * @param ifMatch the `If-Match` field, or null for "whatever it is by now"
 * @throws AppError `FORBIDDEN`, `NOT_FOUND`, `PRECONDITION_FAILED`, `CONFLICT` for the last active admin
 */
export async function removeUser(actor: Actor, id: string, ifMatch: string | null): Promise<{ id: string }> {
  assertCan(actor, "users:write");
  return adminTransaction(id, async (tx) => {
    if (!(await lockUser(tx, id))) throw new AppError("NOT_FOUND");
    await deleteUser(tx, { id, by: actor, ifMatch });
    return { id };
  });
}
