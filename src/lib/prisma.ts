import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { Pool } from "mariadb";
import { type Prisma, PrismaClient } from "@/generated/mysql/client";
import { PrismaClient as SqlitePrismaClient } from "@/generated/sqlite/client";
import { DatabaseAwayError } from "./db-errors";
import { databaseKind, mariaDbPool } from "./db-url";
import { env } from "./env";
import { MariaDbAdapter } from "./mariadb-adapter";
import { observedQueries } from "./observed-prisma";

/** Milliseconds. */
const TRANSACTION = { maxWait: 2_000, timeout: 3_000 };
const SQLITE_BUSY_TIMEOUT_MS = 5_000;
/** How long SQLite may keep the process to itself. */
const SLICE_MS = 5;

export type Db = PrismaClient;
/** What runs inside `$transaction`. Never use `prisma` itself in there: on SQLite it would wait for itself. */
export type Tx = Prisma.TransactionClient;

type LibSqlConfig = Parameters<PrismaLibSql["createClient"]>[0];

function openSqlite(config: LibSqlConfig) {
  try {
    return createClient({ ...config, timeout: SQLITE_BUSY_TIMEOUT_MS });
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
    const client = openSqlite(config);
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

const globals = globalThis as typeof globalThis & { gatehousePrisma?: Db; gatehousePool?: Pool };

/**
 * Makes a client for either database; nothing is connected until the first query.
 * @throws EnvError when the URL cannot be used
 */
export function createPrisma(databaseUrl: string): Db {
  const shared = { transactionOptions: TRANSACTION, errorFormat: "minimal" } as const;
  if (databaseKind(databaseUrl) === "mysql") {
    const pool = mariaDbPool(databaseUrl);
    // Whoever lets the pool wait longer wants a transaction's beginning to wait as well.
    const maxWait = Math.max(TRANSACTION.maxWait, pool.acquireTimeout ?? 0);
    const transactionOptions = { ...TRANSACTION, maxWait };
    const adapter = new MariaDbAdapter(pool, (made) => {
      globals.gatehousePool = made;
    });
    return new PrismaClient({ ...shared, transactionOptions, adapter });
  }
  mkdirSync(dirname(databaseUrl.slice("file:".length)), { recursive: true });
  const client = new SqlitePrismaClient({ ...shared, adapter: new SqliteAdapter({ url: databaseUrl }) });
  // The one cast: both clients are generated from one schema, so they differ in native types only.
  return client as unknown as Db;
}

/** Queries are looked at only where somebody wants to know: otherwise nothing stands between us and Prisma. */
function open(): Db {
  const client = createPrisma(env.DATABASE_URL);
  const isObserved = env.TELEMETRY.traces || env.TELEMETRY.metrics || env.LOG_LEVEL === "debug";
  // The cast: the extension changes no model and no result; only `$on` is gone from the type, which nobody here uses.
  return isObserved ? (client.$extends(observedQueries) as unknown as Db) : client;
}

function connect(): Db {
  globals.gatehousePrisma ??= open();
  return globals.gatehousePrisma;
}

/** The process's one client. It lives on `globalThis`, so that reloads and Next's own bundle share the pool. */
export const prisma: Db = connect();

/** How busy the pool is; null where there is none, as for SQLite. */
export function poolUse(): { used: number; idle: number; pending: number } | null {
  const pool = globals.gatehousePool;
  if (!pool) return null;
  return { used: pool.activeConnections(), idle: pool.idleConnections(), pending: pool.taskQueueSize() };
}

/** Closes the pool, at the end of the process. */
export async function closePrisma(): Promise<void> {
  await globals.gatehousePrisma?.$disconnect();
}
