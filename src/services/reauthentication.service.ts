import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { verifyPassword } from "@/lib/password";
import { prisma } from "@/lib/prisma";
import { currentIp } from "@/lib/request-context";
import { type Actor, sessionOf } from "./actor";
import { assertCan } from "./permissions";
import { assertNoWait, forgetFailures, reserveAttempt } from "./sign-in-failure.service";

const RECENT_MS = 10 * 60 * 1000;

async function assertOwnPassword({ userId, email }: Actor, password: string, field: string): Promise<void> {
  const wait = await reserveAttempt({ email, ip: currentIp(), isOwnDevice: true });
  const row = await prisma.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  const { ok } = await verifyPassword(row?.passwordHash ?? null, password);
  assertNoWait(wait);
  if (!ok) throw new AppError("REAUTHENTICATION_REQUIRED", { details: [{ field, issue: "Is not your password." }] });
  await forgetFailures(prisma, email);
}

/**
 * For sensitive changes (A18): the person has given the current password, or has proved who they are within ten minutes.
 * @throws AppError `REAUTHENTICATION_REQUIRED`; `FORBIDDEN` for a key; `RATE_LIMITED` after too many wrong passwords
 */
export async function assertRecentlyAuthenticated(actor: Actor, currentPassword?: string): Promise<void> {
  const { authenticatedAt } = sessionOf(actor);
  if (currentPassword !== undefined) return assertOwnPassword(actor, currentPassword, "currentPassword");
  if (now().getTime() - authenticatedAt.getTime() >= RECENT_MS) throw new AppError("REAUTHENTICATION_REQUIRED");
}

/**
 * Takes the password again, so that sensitive changes can be made for the next ten minutes.
 * @throws AppError as `assertRecentlyAuthenticated`, on `password`; `FORBIDDEN` while acting as somebody else as well
 */
export async function reauthenticate(actor: Actor, password: string): Promise<void> {
  assertCan(actor, "account:secure");
  const { tokenHash } = sessionOf(actor);
  await assertOwnPassword(actor, password, "password");
  await prisma.session.updateMany({ where: { tokenHash }, data: { authenticatedAt: now() } });
}
