import type { Pool } from "mariadb";
import type { Prisma, PrismaClient } from "@/generated/mysql/client";
import { databaseKind, mariaDbPool } from "./db-url";
import { env } from "./env";
import { observedQueries } from "./observed-prisma";

/** Milliseconds. */
const TRANSACTION = { maxWait: 2_000, timeout: 3_000 };

export type Db = PrismaClient;
/** What runs inside `$transaction`. Never use `prisma` itself in there: on SQLite it would wait for itself. */
export type Tx = Prisma.TransactionClient;
/**
 * A statement that runs once it is awaited, and not before. Statements of one transaction that are awaited together, by
 * `Promise.all`, run in their order, and none of them after one that fails; Prisma remembers how such a batch is compiled,
 * which it does not for a `createMany` on its own.
 */
export type Statement = Prisma.PrismaPromise<unknown>;

const globals = globalThis as typeof globalThis & { gatehousePrisma?: Promise<Db>; gatehousePool?: Pool };
const shared = { transactionOptions: TRANSACTION, errorFormat: "minimal" } as const;

async function createMysqlPrisma(databaseUrl: string): Promise<Db> {
  const pool = mariaDbPool(databaseUrl);
  const [{ PrismaClient }, { MariaDbAdapter }] = await Promise.all([
    import("@/generated/mysql/client"),
    import("./mariadb-adapter"),
  ]);
  // Whoever lets the pool wait longer wants a transaction's beginning to wait as well.
  const maxWait = Math.max(TRANSACTION.maxWait, pool.acquireTimeout ?? 0);
  const adapter = new MariaDbAdapter(pool, (made) => {
    globals.gatehousePool = made;
  });
  return new PrismaClient({ ...shared, transactionOptions: { ...TRANSACTION, maxWait }, adapter });
}

/**
 * Makes a client for either database; nothing is connected until the first query. Of the two drivers and the two generated
 * clients only those that are needed are loaded.
 * @throws EnvError when the URL cannot be used
 */
export async function createPrisma(databaseUrl: string): Promise<Db> {
  if (databaseKind(databaseUrl) === "mysql") return createMysqlPrisma(databaseUrl);
  const { createSqlitePrisma } = await import("./prisma-sqlite");
  // The one cast: both clients are generated from one schema, so they differ in native types only.
  return createSqlitePrisma(databaseUrl, shared) as unknown as Db;
}

/** Queries are looked at only where somebody wants to know: otherwise nothing stands between us and Prisma. */
async function open(): Promise<Db> {
  const client = await createPrisma(env.DATABASE_URL);
  const isObserved = env.TELEMETRY.traces || env.TELEMETRY.metrics || env.LOG_LEVEL === "debug";
  // The cast: the extension changes no model and no result; only `$on` is gone from the type, which nobody here uses.
  return isObserved ? (client.$extends(observedQueries) as unknown as Db) : client;
}

function connect(): Promise<Db> {
  globals.gatehousePrisma ??= open();
  return globals.gatehousePrisma;
}

/** The process's one client. It lives on `globalThis`, so that reloads and Next's own bundle share the pool. */
export const prisma: Db = await connect();

/** How busy the pool is; null where there is none, as for SQLite. */
export function poolUse(): { used: number; idle: number; pending: number } | null {
  const pool = globals.gatehousePool;
  if (!pool) return null;
  return { used: pool.activeConnections(), idle: pool.idleConnections(), pending: pool.taskQueueSize() };
}

/** Closes the pool, at the end of the process. */
export async function closePrisma(): Promise<void> {
  await prisma.$disconnect();
}
