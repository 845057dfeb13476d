import { createAdmission } from "./admission";
import { databaseKind } from "./db-url";
import { noteDecision } from "./decision";
import { env } from "./env";
import { prisma, type Tx } from "./prisma";
import { currentBeforeCommit, currentSignal } from "./request-context";
import { withinBudget } from "./time-budget";
import { inSpan } from "./tracing";

const MAX_TRIES = 5;
const BASE_DELAY_MS = 15;
/**
 * MariaDB's "lock wait timeout exceeded", and the "record has changed since last read" of its snapshot isolation, which is
 * the default from 11.6 on. Prisma reports both as P2039.
 */
const LOST_RACES = ["1205", "1020"];

/** As long as SQLite itself waits for another process that writes. */
const WRITE_WITHIN_MS = 5_000;

// SQLite has one writer. Were all in Prisma's own queue, each that gives up would still get its turn, and under load
// little else would be done. MariaDB's pool is such a line already.
const isSqlite = databaseKind(env.DATABASE_URL) === "sqlite";
const inTurn = isSqlite ? createAdmission(1, WRITE_WITHIN_MS) : <T>(work: () => Promise<T>) => work();

type Failure = Error & { code?: string; meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const failure: Failure = error;
  if (failure.code === "P2034") return true;
  return LOST_RACES.includes(failure.meta?.driverAdapterError?.cause?.originalCode ?? "");
}

/** Runs one statement, or one whole transaction, again after a deadlock or a lock wait: at most five tries, with jitter. */
export async function retryLostRaces<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const isLast = attempt >= MAX_TRIES || currentSignal()?.aborted;
      if (isLast || !isTransient(error)) throw error;
      noteDecision("database.retry", { attempt });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * BASE_DELAY_MS * 2 ** attempt));
    }
  }
}

/**
 * Runs `work` in one transaction, and the whole of it again after a deadlock or a lock wait. `work` must therefore have no
 * effect outside of the transaction. Nothing is committed once the time for the request has run out.
 * @throws AppError `TIMEOUT`, `SERVICE_UNAVAILABLE` when SQLite's writers are too many, and whatever the work throws
 */
export async function transaction<T>(
  work: (tx: Tx) => Promise<T>,
  options: { isolationLevel?: "Serializable" } = {},
): Promise<T> {
  const beforeCommit = currentBeforeCommit();
  const toTheEnd = async (tx: Tx) => {
    const result = await work(tx);
    await beforeCommit?.(tx);
    return result;
  };
  const once = () => prisma.$transaction((tx) => withinBudget(() => toTheEnd(tx)), options);
  return inSpan("transaction", {}, () => retryLostRaces(() => inTurn(once)));
}
