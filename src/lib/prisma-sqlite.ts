import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { type Prisma, PrismaClient } from "@/generated/sqlite/client";
import { DatabaseAwayError } from "./db-errors";

const BUSY_TIMEOUT_MS = 5_000;
/** How long SQLite may keep the process to itself. */
const SLICE_MS = 5;

type LibSqlConfig = Parameters<PrismaLibSql["createClient"]>[0];

function open(config: LibSqlConfig) {
  try {
    return createClient({ ...config, timeout: BUSY_TIMEOUT_MS });
  } catch (cause) {
    throw new DatabaseAwayError("The SQLite file cannot be opened.", { cause });
  }
}

let lastTurn = 0;

/**
 * libsql works synchronously, and one request's end begins the next one's statement: without a pause now and then, no
 * connection is read, and no timer runs, until every request at work is done.
 */
async function letOthersIn(): Promise<void> {
  if (performance.now() - lastTurn < SLICE_MS) return;
  await nextTurn();
  lastTurn = performance.now();
}

class SqliteAdapter extends PrismaLibSql {
  override createClient(config: LibSqlConfig) {
    const client = open(config);
    const begin = client.transaction.bind(client);
    const read = client.execute.bind(client);
    // Prisma begins without the write lock: a transaction that reads first then fails if another process has written.
    const transaction = async () => {
      await letOthersIn();
      return begin("write");
    };
    const execute = async (statement: Parameters<typeof read>[0]) => {
      await letOthersIn();
      return read(statement);
    };
    Object.assign(client, { transaction, execute });
    // Prisma has no call for it, and without it a reader blocks the writer. It stays with the file.
    void client.execute("PRAGMA journal_mode = WAL");
    return client;
  }
}

/** A client for a file, whose folder is made if it is not there; opened at the first query. */
export function createSqlitePrisma(
  databaseUrl: string,
  options: Omit<Prisma.PrismaClientOptions, "adapter" | "accelerateUrl">,
): PrismaClient {
  mkdirSync(dirname(databaseUrl.slice("file:".length)), { recursive: true });
  return new PrismaClient({ ...options, adapter: new SqliteAdapter({ url: databaseUrl }) });
}
