import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { sessionBounds } from "./session.service";
import { purgeFailures } from "./sign-in-failure.service";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes what has run out and counts for nothing any more: each kind by itself, so that no lock is held for long. */
export async function purgeExpired(): Promise<void> {
  const { expiresAfter, seenAfter } = sessionBounds();
  const expired = { expiresAt: { lte: now() } };
  const dayAgo = new Date(now().getTime() - DAY_MS);
  await transaction((tx) => tx.session.deleteMany({ where: { expiresAt: { lte: expiresAfter } } }));
  await transaction((tx) => tx.session.deleteMany({ where: { lastSeenAt: { lte: seenAfter } } }));
  await transaction((tx) => tx.verificationToken.deleteMany({ where: expired }));
  await transaction((tx) => tx.challenge.deleteMany({ where: expired }));
  await transaction((tx) => tx.idempotencyKey.deleteMany({ where: expired }));
  await transaction((tx) => tx.accountRequest.deleteMany({ where: { createdAt: { lt: dayAgo } } }));
  await transaction((tx) => purgeFailures(tx, dayAgo));
}
