import { AppError } from "@/lib/errors";
import type { Permission } from "@/schemas/permission.schema";
import type { User } from "@/schemas/user.schema";
import type { Actor } from "./actor";

const OF_A_PERSON = ["account:read", "account:write", "account:secure"] as const;

/** The table: what each role may do. Everything else about access follows from it. */
export const ROLE_PERMISSIONS: Readonly<Record<User["role"], readonly Permission[]>> = {
  USER: OF_A_PERSON,
  ADMIN: [...OF_A_PERSON, "users:read", "users:write", "users:impersonate", "audit:read", "system:read"],
};

/** An admin who acts as somebody sees and mends, but gets no lasting hold on the account. */
const WHILE_IMPERSONATING: readonly Permission[] = ["account:read", "account:write"];

/** Whether the actor has the permission: by the role, and by what the key or the impersonation leaves of it. */
export function can(actor: Actor, permission: Permission): boolean {
  if (!ROLE_PERMISSIONS[actor.role].includes(permission)) return false;
  const { credential } = actor;
  if (credential.kind === "apiKey") return credential.scopes.some((scope) => scope === permission);
  return credential.impersonator === null || WHILE_IMPERSONATING.includes(permission);
}

function reason({ credential }: Actor, permissions: readonly Permission[]): string | undefined {
  if (credential.kind === "apiKey") {
    return `This needs the permission ${permissions.join(" or ")}, which the key does not have.`;
  }
  return credential.impersonator ? "This cannot be done while you act as somebody else." : undefined;
}

/** @throws AppError `FORBIDDEN` unless the actor has one of the permissions */
export function assertCanOneOf(actor: Actor, permissions: readonly Permission[]): void {
  if (permissions.some((permission) => can(actor, permission))) return;
  const message = reason(actor, permissions);
  throw new AppError("FORBIDDEN", message === undefined ? {} : { message });
}

/** @throws AppError `FORBIDDEN` */
export function assertCan(actor: Actor, permission: Permission): void {
  assertCanOneOf(actor, [permission]);
}

/**
 * Nobody hands out what they do not have themselves (Z6): who could make an admin by a key would be one. What is about
 * one's own account comes with every account.
 * @throws AppError `FORBIDDEN`
 */
export function assertCanGrant(actor: Actor, role: User["role"]): void {
  const own: readonly Permission[] = OF_A_PERSON;
  const beyond = ROLE_PERMISSIONS[role].filter((permission) => !own.includes(permission) && !can(actor, permission));
  if (beyond.length === 0) return;
  throw new AppError("FORBIDDEN", { message: `This would give away more than you have: ${beyond.join(", ")}.` });
}

/**
 * For an operation on one user's row: the person needs `own`, anyone else `others`. To those who have neither it is as if
 * the row did not exist.
 * @throws AppError `FORBIDDEN` on the own row, `NOT_FOUND` on any other
 */
export function assertCanTouch(
  actor: Actor,
  userId: string,
  { own, others }: { own: Permission; others: Permission },
): void {
  if (can(actor, others)) return;
  if (actor.userId !== userId) throw new AppError("NOT_FOUND");
  assertCan(actor, own);
}
