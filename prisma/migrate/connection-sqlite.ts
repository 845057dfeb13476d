import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient, LibsqlError, type Transaction } from "@libsql/client";
import type { Connection, ConnectOptions, Row, Value } from "./connection";
import { LOCK_WAIT_SECONDS, LockTimeoutError, SILENT_WAIT_SECONDS, WAITING } from "./lock";

const RETRY_MS = 50;
/** Even with the lock, a writer has to wait for readers before it may commit. */
const BUSY_TIMEOUT_MS = 30_000;

class SqliteConnection implements Connection {
  readonly kind = "sqlite";
  #transaction: Transaction | null = null;
  readonly #client: Client;
  readonly #options: ConnectOptions;

  constructor(client: Client, options: ConnectOptions) {
    this.#client = client;
    this.#options = options;
  }

  async query(sql: string, values: Value[] = []): Promise<Row[]> {
    const { columns, rows } = await (this.#transaction ?? this.#client).execute({ sql, args: values });
    return rows.map((row) => Object.fromEntries(columns.map((column, position) => [column, row[position]])));
  }

  /** The file's own write lock: the system frees it when the process ends, however it ends. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    // Has no effect inside of a transaction. Off, as rebuilding a table must not delete the rows that point to it.
    await this.query("PRAGMA foreign_keys = OFF");
    const transaction = await this.#begin();
    this.#transaction = transaction;
    try {
      const result = await work();
      await transaction.commit();
      return result;
    } finally {
      this.#transaction = null;
      transaction.close();
    }
  }

  async undoably<T>(work: () => Promise<T>): Promise<T> {
    await this.query("SAVEPOINT step");
    try {
      const result = await work();
      await this.#refuseDanglingRows();
      await this.query("RELEASE step");
      return result;
    } catch (error) {
      await this.query("ROLLBACK TO step");
      throw error;
    }
  }

  atomically<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  async #begin(): Promise<Transaction> {
    const seconds = this.#options.lockWaitSeconds ?? LOCK_WAIT_SECONDS;
    const silent = Math.min(SILENT_WAIT_SECONDS, seconds);
    const transaction = await this.#beginWithin(silent);
    if (transaction) return transaction;
    this.#options.log?.(WAITING);
    const late = await this.#beginWithin(seconds - silent);
    if (!late) throw new LockTimeoutError(seconds);
    return late;
  }

  async #beginWithin(seconds: number): Promise<Transaction | null> {
    const deadline = Date.now() + seconds * 1_000;
    let transaction = await this.#tryBegin();
    while (!transaction && Date.now() < deadline) {
      await sleep(RETRY_MS);
      transaction = await this.#tryBegin();
    }
    return transaction;
  }

  /**
   * A statement that libsql prepared and that then found the file busy stays open until it is collected, and no commit
   * succeeds beside it. So a script, which leaves nothing open, finds out whether the lock is free.
   */
  async #tryBegin(): Promise<Transaction | null> {
    try {
      await this.#client.executeMultiple("PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK;");
    } catch (error) {
      if (error instanceof LibsqlError && error.code.startsWith("SQLITE_BUSY")) return null;
      throw error;
    }
    await this.#client.executeMultiple(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return this.#client.transaction("write");
  }

  async #refuseDanglingRows(): Promise<void> {
    const [row] = await this.query("PRAGMA foreign_key_check");
    if (row)
      throw new Error(`A row of ${String(row.table)} would point to a row of ${String(row.parent)} that is not there`);
  }
}

/** Opens the file, which is made where it does not exist. */
export async function connectSqlite(databaseUrl: string, options: ConnectOptions): Promise<Connection> {
  mkdirSync(dirname(databaseUrl.slice("file:".length)), { recursive: true });
  return new SqliteConnection(createClient({ url: databaseUrl, concurrency: 1, timeout: BUSY_TIMEOUT_MS }), options);
}
