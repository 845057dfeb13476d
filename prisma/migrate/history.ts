import { randomUUID } from "node:crypto";
import type { Connection, Row } from "./connection";
import type { Migration } from "./files";

/** A row of Prisma's own table, so that `prisma migrate` and this runner see the same history. */
export type HistoryRow = {
  id: string;
  name: string;
  checksum: string;
  finished: boolean;
  rolledBack: boolean;
  logs: string | null;
  appliedSteps: number;
};

/** As Prisma creates it, so that either may come first. */
const CREATE_TABLE = {
  mysql: `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at DATETIME(3),
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at DATETIME(3),
    started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`,
};

const TABLE_EXISTS = {
  mysql:
    "SELECT 1 AS found FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '_prisma_migrations'",
  sqlite: "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'",
};

function toHistoryRow(row: Row): HistoryRow {
  return {
    id: String(row.id),
    name: String(row.migration_name),
    checksum: String(row.checksum),
    finished: row.finished_at !== null,
    rolledBack: row.rolled_back_at !== null,
    logs: row.logs === null ? null : String(row.logs),
    appliedSteps: Number(row.applied_steps_count),
  };
}

/** Every row, oldest first; none where the table is not there. Changes nothing. */
export async function readHistory(connection: Connection): Promise<HistoryRow[]> {
  if ((await connection.query(TABLE_EXISTS[connection.kind])).length === 0) return [];
  const rows = await connection.query("SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name");
  return rows.map(toHistoryRow);
}

/** The time as Prisma stores it: milliseconds in SQLite, DATETIME(3) in UTC in MySQL. */
function timestamp(connection: Connection): string | number {
  const now = new Date();
  return connection.kind === "sqlite" ? now.getTime() : now.toISOString().slice(0, -1).replace("T", " ");
}

export async function createHistory(connection: Connection): Promise<void> {
  if ((await connection.query(TABLE_EXISTS[connection.kind])).length === 0) {
    await connection.query(CREATE_TABLE[connection.kind]);
  }
}

/** Writes that a migration begins. @returns the row's id */
export async function recordStart(connection: Connection, migration: Migration): Promise<string> {
  const id = randomUUID();
  await connection.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ?, 0)",
    [id, migration.checksum, migration.name, timestamp(connection)],
  );
  return id;
}

/** Goes on with a row that an earlier run left; the file may have been repaired since. */
export async function recordResume(connection: Connection, id: string, checksum: string): Promise<void> {
  await connection.query("UPDATE _prisma_migrations SET checksum = ?, logs = NULL WHERE id = ?", [checksum, id]);
}

export async function recordSteps(connection: Connection, id: string, steps: number): Promise<void> {
  await connection.query("UPDATE _prisma_migrations SET applied_steps_count = ? WHERE id = ?", [steps, id]);
}

export async function recordLogs(connection: Connection, id: string, logs: string): Promise<void> {
  await connection.query("UPDATE _prisma_migrations SET logs = ? WHERE id = ?", [logs, id]);
}

export async function recordFinish(connection: Connection, id: string): Promise<void> {
  const values = [timestamp(connection), id];
  await connection.query("UPDATE _prisma_migrations SET finished_at = ?, logs = NULL WHERE id = ?", values);
}

/** Marks a migration as half undone: Prisma then takes it for a failed one and keeps its hands off. */
export async function recordUndoStart(connection: Connection, id: string, logs: string): Promise<void> {
  await connection.query("UPDATE _prisma_migrations SET finished_at = NULL, logs = ? WHERE id = ?", [logs, id]);
}

export async function recordUndone(connection: Connection, id: string): Promise<void> {
  const now = timestamp(connection);
  const sql =
    "UPDATE _prisma_migrations SET finished_at = COALESCE(finished_at, ?), rolled_back_at = ?, logs = NULL WHERE id = ?";
  await connection.query(sql, [now, now, id]);
}
