import { createHash } from "node:crypto";
import { now } from "@/lib/clock";
import { isUniqueViolation } from "@/lib/db-errors";
import { AppError } from "@/lib/errors";
import { isPrivateAddress, networkOf } from "@/lib/network";
import { prisma, type Tx } from "@/lib/prisma";

/** So many wrong answers in a row cost nothing but themselves. */
const FREE_FAILURES = 10;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;
/** NIST 800-63B-4 wants at most 100 in a row. The last ten are for devices on which the person is signed in. */
const MAX_FROM_ANYWHERE = 90;
const MAX_FROM_OWN_DEVICE = 100;
/** From one network, whoever was tried; forgotten after a quarter of an hour without a failure. */
const MAX_PER_NETWORK = 100;
const NETWORK_WINDOW_MS = 15 * 60 * 1000;
const MAX_TRIES = 20;

export type Attempt = {
  /** In its normal form, whether or not there is such an account. */
  email: string;
  ip: string | null;
  /** Whether the account has a live session on the device that asks. */
  isOwnDevice: boolean;
  /** What is guessed at; the password unless said otherwise. */
  factor?: Factor;
};

/** How long to wait, in milliseconds; 0 when the answer may be judged. */
type Wait = number;

type Count = { failures: number; lastFailedAt: Date };

/** No hexadecimal digit, so that the rows of networks can be told from those of accounts. */
const NETWORK_MARK = "n";

/** What an attempt is counted under: somebody who holds the mailbox must not be able to clear the guesses at the app. */
export type Factor = "account" | "secondFactor";

function keyOf(kind: Factor | "network", value: string): string {
  const hash = createHash("sha256").update(`${kind}:${value}`).digest("hex");
  return kind === "network" ? NETWORK_MARK + hash.slice(NETWORK_MARK.length) : hash;
}

function pauseAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - FREE_FAILURES), LONGEST_PAUSE_MS);
}

/** Never longer than the whole pause, also when the clock was set back. */
function pauseLeft(since: Date, pauseMs: number): Wait {
  return Math.min(pauseMs, Math.max(0, since.getTime() + pauseMs - now().getTime()));
}

function find(key: string): Promise<Count | null> {
  return prisma.signInFailure.findUnique({ where: { key }, select: { failures: true, lastFailedAt: true } });
}

function waitFor({ failures, lastFailedAt }: Count, { isOwnDevice }: Attempt): Wait {
  if (failures >= (isOwnDevice ? MAX_FROM_OWN_DEVICE : MAX_FROM_ANYWHERE)) return LONGEST_PAUSE_MS;
  if (isOwnDevice) return 0;
  return pauseLeft(lastFailedAt, pauseAfter(failures));
}

async function create(key: string): Promise<boolean> {
  try {
    await prisma.signInFailure.createMany({ data: { key, failures: 1, lastFailedAt: now() } });
    return true;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return false;
  }
}

/** Below the free ones any order will do; above, only who saw the count as it is may add to it. */
async function add(key: string, { failures }: Count): Promise<boolean> {
  const expected = failures < FREE_FAILURES ? { lt: FREE_FAILURES } : failures;
  const { count } = await prisma.signInFailure.updateMany({
    where: { key, failures: expected },
    data: { failures: { increment: 1 }, lastFailedAt: now() },
  });
  return count === 1;
}

async function reserve(key: string, attempt: Attempt): Promise<Wait> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const row = await find(key);
    const wait = row ? waitFor(row, attempt) : 0;
    if (wait > 0) return wait;
    if (await (row ? add(key, row) : create(key))) return 0;
  }
  return FIRST_PAUSE_MS;
}

/** Null for addresses that stand for many people: nobody may lock out the others behind the same proxy. */
function networkKey(ip: string | null): string | null {
  return ip === null || isPrivateAddress(ip) ? null : keyOf("network", networkOf(ip));
}

async function networkWait({ ip, isOwnDevice }: Attempt): Promise<Wait> {
  const key = isOwnDevice ? null : networkKey(ip);
  const row = key === null ? null : await find(key);
  if (!row || row.failures < MAX_PER_NETWORK) return 0;
  return pauseLeft(row.lastFailedAt, NETWORK_WINDOW_MS);
}

/**
 * Counts an attempt as a failure before its password or code is judged, so that no number of attempts at once gets more
 * than its share; `forgetFailures` takes it back. Known and unknown addresses are counted alike.
 * @returns how long to wait, in milliseconds. Above 0 the answer must not be judged, however right it is; the hash is
 * computed all the same, so that the time does not tell
 */
export async function reserveAttempt(attempt: Attempt): Promise<Wait> {
  const wait = await networkWait(attempt);
  return wait > 0 ? wait : reserve(keyOf(attempt.factor ?? "account", attempt.email), attempt);
}

/** @throws AppError `RATE_LIMITED` with `Retry-After`, when there is something to wait for */
export function assertNoWait(wait: Wait): void {
  if (wait <= 0) return;
  throw new AppError("RATE_LIMITED", {
    message: "Too many wrong attempts in a row. Try again later, or choose a new password by a mailed link.",
    headers: { "Retry-After": String(Math.ceil(wait / 1000)) },
  });
}

async function countNetworkFailure(key: string): Promise<boolean> {
  const windowStart = new Date(now().getTime() - NETWORK_WINDOW_MS);
  const counted = await prisma.signInFailure.updateMany({
    where: { key, lastFailedAt: { gt: windowStart } },
    data: { failures: { increment: 1 }, lastFailedAt: now() },
  });
  if (counted.count === 1) return true;
  // Conditional as well: of many at once one starts anew, and the others add to that.
  const restarted = await prisma.signInFailure.updateMany({
    where: { key, lastFailedAt: { lte: windowStart } },
    data: { failures: 1, lastFailedAt: now() },
  });
  return restarted.count === 1 || create(key);
}

/** Counts a failure of this network, once it is one. */
export async function noteNetworkFailure(ip: string | null): Promise<void> {
  const key = networkKey(ip);
  if (key === null) return;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) if (await countNetworkFailure(key)) return;
}

/** After a success, or a new password: the next failure is the first again. */
export async function forgetFailures(tx: Tx, email: string, factors: readonly Factor[] = ["account"]): Promise<void> {
  const keys = factors.map((factor) => keyOf(factor, email));
  await tx.signInFailure.updateMany({ where: { key: { in: keys } }, data: { failures: 0 } });
}

/** Few enough in a month to be forgotten: guesses at addresses that nobody has would stay for ever otherwise. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Removes counts that say nothing any more. Those of accounts stay, as they are failures in a row (A6): however old, once
 * they cost a pause, and for a month below that.
 */
export async function purgeFailures(tx: Tx, before: Date): Promise<void> {
  const lastFailedAt = { lt: before };
  await tx.signInFailure.deleteMany({ where: { lastFailedAt, failures: 0 } });
  const monthAgo = new Date(now().getTime() - FORGOTTEN_AFTER_MS);
  await tx.signInFailure.deleteMany({ where: { lastFailedAt: { lt: monthAgo }, failures: { lt: FREE_FAILURES } } });
  await tx.signInFailure.deleteMany({ where: { lastFailedAt, key: { startsWith: NETWORK_MARK } } });
}
