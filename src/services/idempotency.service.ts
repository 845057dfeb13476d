import { createHash, randomUUID } from "node:crypto";
import { now } from "@/lib/clock";
import { isUniqueViolation } from "@/lib/db-errors";
import { retryLostRaces } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import { open, seal, signValue, verifySignature } from "@/lib/secret-box";

const PURPOSE = "idempotency";
const KEEP_MS = 24 * 60 * 60 * 1000;
/** Longer than a request may take. After that the process that was at it has died, or will commit nothing any more. */
const LEASE_MS = 15_000;
const MAX_TRIES = 5;

const RUNNING = "A request with this idempotency key is still running.";
const ANSWER_LOST =
  "A request with this idempotency key was carried out, but its answer is lost. See what it did, and use a new key.";

export type KeyedCall = {
  /** Who calls: two callers with one key have nothing to do with each other. */
  caller: string;
  key: string;
  /** What is asked for, as text: the same for the same call. */
  request: string;
};

/** One attempt to carry a call out. */
export type Run = { id: string; run: string };

/** Either this attempt is the one to carry the call out, or it was carried out before and this was the answer. */
type Begun = { run: Run; answer: null } | { run: null; answer: string };

type Row = { run: string; fingerprint: string; payload: string | null; leaseUntil: Date; committedAt: Date | null };

const rowSelect = { run: true, fingerprint: true, payload: true, leaseUntil: true, committedAt: true } as const;

function idOf({ caller, key }: KeyedCall): string {
  return createHash("sha256")
    .update(JSON.stringify([caller, key]))
    .digest("hex");
}

function later(milliseconds: number): Date {
  return new Date(now().getTime() + milliseconds);
}

async function insert({ id, run }: Run, request: string): Promise<boolean> {
  const fingerprint = signValue(request, PURPOSE);
  const data = { id, run, fingerprint, leaseUntil: later(LEASE_MS), expiresAt: later(KEEP_MS) };
  try {
    await retryLostRaces(() => prisma.idempotencyKey.createMany({ data }));
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

async function find(id: string): Promise<Row | null> {
  const expired = { id, expiresAt: { lte: now() } };
  await retryLostRaces(() => prisma.idempotencyKey.deleteMany({ where: expired }));
  return prisma.idempotencyKey.findUnique({ where: { id }, select: rowSelect });
}

function openAnswer(payload: string): string {
  try {
    return open(payload, PURPOSE);
  } catch (cause) {
    // The secret that it was sealed under is gone.
    throw new AppError("CONFLICT", { message: ANSWER_LOST, cause });
  }
}

/**
 * The answer to give instead of carrying the call out once more; null where whoever was at it has died before it did
 * anything, and has been cleared away.
 */
async function answerOf(id: string, row: Row, request: string): Promise<string | null> {
  if (!verifySignature(request, row.fingerprint, PURPOSE)) throw new AppError("IDEMPOTENCY_MISMATCH");
  if (row.payload !== null) return openAnswer(row.payload);
  if (row.leaseUntil > now()) throw new AppError("CONFLICT", { message: RUNNING });
  if (row.committedAt !== null) throw new AppError("CONFLICT", { message: ANSWER_LOST });
  const dead = { id, run: row.run, committedAt: null, payload: null };
  await retryLostRaces(() => prisma.idempotencyKey.deleteMany({ where: dead }));
  return null;
}

/**
 * Takes the key for this call, or finds what the call was answered with before. Of any number at once one gets the run.
 * @throws AppError `CONFLICT` while another run is at it, or when its answer is lost; `IDEMPOTENCY_MISMATCH` when the key
 * was used for another call
 */
export async function beginRun(call: KeyedCall): Promise<Begun> {
  const run = { id: idOf(call), run: randomUUID() };
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    if (await insert(run, call.request)) return { run, answer: null };
    const row = await find(run.id);
    const answer = row && (await answerOf(run.id, row, call.request));
    if (answer !== null) return { run: null, answer };
  }
  throw new AppError("CONFLICT", { message: RUNNING });
}

/**
 * Writes down, in the mutation's own transaction, that it has happened: a crash right after it cannot make it happen twice.
 * @throws AppError `CONFLICT` when the run took so long that another one took its place
 */
export async function markCommitted(tx: Tx, { id, run }: Run): Promise<void> {
  const { count } = await tx.idempotencyKey.updateMany({ where: { id, run }, data: { committedAt: now() } });
  if (count === 0) throw new AppError("CONFLICT", { message: RUNNING });
}

/** Keeps what the call was answered with, for whoever asks again within a day. */
export async function keepAnswer({ id, run }: Run, answer: string): Promise<void> {
  const payload = seal(answer, PURPOSE);
  await retryLostRaces(() => prisma.idempotencyKey.updateMany({ where: { id, run }, data: { payload } }));
}

/** Gives the key back after a refusal that is not for keeping: the same call may be tried again. */
export async function releaseKey({ id, run }: Run): Promise<void> {
  await retryLostRaces(() => prisma.idempotencyKey.deleteMany({ where: { id, run } }));
}

/** The same after a fault of ours. What was committed in spite of it must not be carried out again, so that key stays. */
export async function releaseIfUndone({ id, run }: Run): Promise<void> {
  await retryLostRaces(() => prisma.idempotencyKey.deleteMany({ where: { id, run, committedAt: null } }));
  await retryLostRaces(() => prisma.idempotencyKey.updateMany({ where: { id, run }, data: { leaseUntil: now() } }));
}
