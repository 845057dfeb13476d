import { setTimeout as sleep } from "node:timers/promises";
import { databaseKind } from "@/lib/db-url";
import { EnvError } from "@/lib/env-schema";
import { logger } from "@/lib/logger";
import { MigrationError } from "../../prisma/migrate/migration-error";
import { assertSchemaCurrent } from "../../prisma/migrate/status";

/** A database that accepts a connection and then says nothing counts as away. */
const CHECK_WITHIN_MS = 3_000;
/** The server is there and refuses: no rights, wrong password, no such database. */
const REFUSALS = [1044, 1045, 1049];

/** The server must not run like this; the message says what to do about it. */
export class BootError extends Error {
  override readonly name = "BootError";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A file is there or it is not; only a server can be away for a while. */
function isFinal(error: unknown, databaseUrl: string): boolean {
  if (databaseKind(databaseUrl) === "sqlite") return true;
  return error instanceof Error && "errno" in error && REFUSALS.includes(Number(error.errno));
}

async function checkInTime(databaseUrl: string): Promise<void> {
  const stop = new AbortController();
  const silence = sleep(CHECK_WITHIN_MS, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`no answer within ${CHECK_WITHIN_MS} ms`);
  });
  try {
    await Promise.race([assertSchemaCurrent(databaseUrl), silence]);
  } finally {
    stop.abort();
    silence.catch(() => undefined);
  }
}

/**
 * Holds the database to the schema that this version was written for.
 * @returns false while the database cannot be reached, so that nothing can be said
 * @throws BootError when the server must not run on this database
 */
export async function isSchemaCurrent(databaseUrl: string): Promise<boolean> {
  try {
    await checkInTime(databaseUrl);
    return true;
  } catch (error) {
    if (error instanceof MigrationError || error instanceof EnvError) throw new BootError(error.message);
    const reason = messageOf(error);
    if (isFinal(error, databaseUrl)) throw new BootError(`DATABASE_URL: the database cannot be used. ${reason}`);
    logger.warn({ reason }, "the database cannot be reached yet");
    return false;
  }
}
