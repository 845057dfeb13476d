import { now } from "@/lib/clock";
import type { Tx } from "@/lib/prisma";

/** However often somebody asks, the mailbox gets one link a minute for each purpose, and that one stays good. */
const MAIL_EVERY_MS = 60_000;

/** Whether the last link for this purpose is less than a minute old. The caller holds the user's row. */
export async function wasMailedJustNow(
  tx: Tx,
  userId: string,
  purpose: "RESET_PASSWORD" | "VERIFY_EMAIL",
): Promise<boolean> {
  const where = { userId_purpose: { userId, purpose } };
  const token = await tx.verificationToken.findUnique({ where, select: { createdAt: true } });
  return token !== null && Math.abs(now().getTime() - token.createdAt.getTime()) < MAIL_EVERY_MS;
}
