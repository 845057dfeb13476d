import { prisma } from "@/lib/prisma";
import { open, seal } from "@/lib/secret-box";
import { TOTP_PURPOSE } from "./totp-secret";

const BATCH = 200;

export type Rotation = {
  /** How many are sealed under the newest secret now. */
  resealed: number;
  /** Whose could not be opened by any of the secrets that are configured. */
  unreadable: string[];
};

/** @returns the same value under the newest secret; null when none of the secrets opens it */
function resealed(sealed: string): string | null {
  try {
    return seal(open(sealed, TOTP_PURPOSE), TOTP_PURPOSE);
  } catch {
    return null;
  }
}

/**
 * Seals everything that is kept for good under the newest APP_SECRET, so that the older ones can go: the secrets of
 * authenticator apps. Mails, links and half-done sign-ins are gone by themselves within a week. Safe to run beside the
 * server, and again.
 */
export async function resealSecrets(): Promise<Rotation> {
  const rotation: Rotation = { resealed: 0, unreadable: [] };
  for (let after = ""; ; ) {
    const where = { userId: { gt: after } };
    const select = { userId: true, secret: true } as const;
    const rows = await prisma.totpFactor.findMany({ where, select, orderBy: { userId: "asc" }, take: BATCH });
    for (const { userId, secret } of rows) {
      const fresh = resealed(secret);
      if (fresh === null) {
        rotation.unreadable.push(userId);
        continue;
      }
      // Conditional, as the person may be setting up another app.
      await prisma.totpFactor.updateMany({ where: { userId, secret }, data: { secret: fresh } });
      rotation.resealed += 1;
    }
    if (rows.length < BATCH) return rotation;
    after = rows.at(-1)?.userId ?? after;
  }
}
