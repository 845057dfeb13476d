import type { Tx } from "@/lib/prisma";
import { endImpersonations } from "./session-end";

/** Nothing that was handed out before opens the account any more: sessions, mailed links, sign-ins half done. */
export async function endAccess(tx: Tx, userId: string): Promise<void> {
  await endImpersonations(tx, userId, null);
  await tx.session.deleteMany({ where: { userId } });
  await tx.verificationToken.deleteMany({ where: { userId } });
  await tx.challenge.deleteMany({ where: { userId } });
}
