import { now } from "@/lib/clock";
import { prisma } from "@/lib/prisma";

const TOUCH_EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** Notes a use at `at`, unless a later one than `stale` is noted already. */
type Write = (hash: string, at: Date, stale: Date) => Promise<unknown>;

function atMostOnceAMinute(write: Write): (hash: string) => Promise<void> {
  const touchedAt = new Map<string, number>();
  return async (hash) => {
    const at = now();
    const before = touchedAt.get(hash);
    if (before !== undefined && Math.abs(at.getTime() - before) < TOUCH_EVERY_MS) return;
    // Forgetting all of them costs one write each, and bounds the memory.
    if (touchedAt.size >= MAX_REMEMBERED) touchedAt.clear();
    touchedAt.set(hash, at.getTime());
    await write(hash, at, new Date(at.getTime() - TOUCH_EVERY_MS));
  };
}

/** Notes that the session was used: one write a minute and process, however busy the session is. */
export const touchSession = atMostOnceAMinute((tokenHash, at, stale) =>
  prisma.session.updateMany({ where: { tokenHash, lastSeenAt: { lte: stale } }, data: { lastSeenAt: at } }),
);

/** The same for a key. */
export const touchApiKey = atMostOnceAMinute((keyHash, at, stale) =>
  prisma.apiKey.updateMany({
    where: { keyHash, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: stale } }] },
    data: { lastUsedAt: at },
  }),
);
