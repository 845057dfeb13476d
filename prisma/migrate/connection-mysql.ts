import { createConnection, type Connection as Driver } from "mariadb";
import { mariaDbPool } from "@/lib/db-url";
import type { Connection, ConnectOptions, Row, Value } from "./connection";
import { LOCK_WAIT_SECONDS, LockTimeoutError, SILENT_WAIT_SECONDS, WAITING } from "./lock";

/** The name that Prisma's own `migrate deploy` locks, so that neither runs while the other does. One for a server. */
const LOCK = "prisma_migrate";
/** Refuses to cut data to fit, whatever the server's own setting. */
const STRICT = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

class MysqlConnection implements Connection {
  readonly kind = "mysql";
  readonly #driver: Driver;
  readonly #options: ConnectOptions;

  constructor(driver: Driver, options: ConnectOptions) {
    this.#driver = driver;
    this.#options = options;
  }

  async query(sql: string, values: Value[] = []): Promise<Row[]> {
    const result: unknown = await this.#driver.query(sql, values);
    return Array.isArray(result) ? result : [];
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    await this.#lock();
    try {
      return await work();
    } finally {
      await this.query("DO RELEASE_LOCK(?)", [LOCK]);
    }
  }

  undoably<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async atomically<T>(work: () => Promise<T>): Promise<T> {
    await this.query("START TRANSACTION");
    try {
      const result = await work();
      await this.query("COMMIT");
      return result;
    } catch (error) {
      await this.query("ROLLBACK");
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#driver.end();
  }

  /** The server frees the lock by itself when this connection ends, however it ends. */
  async #lock(): Promise<void> {
    const seconds = this.#options.lockWaitSeconds ?? LOCK_WAIT_SECONDS;
    const silent = Math.min(SILENT_WAIT_SECONDS, seconds);
    if (await this.#tryLock(silent)) return;
    this.#options.log?.(WAITING);
    if (!(await this.#tryLock(seconds - silent))) throw new LockTimeoutError(seconds);
  }

  async #tryLock(seconds: number): Promise<boolean> {
    const [row] = await this.query("SELECT GET_LOCK(?, ?) AS locked", [LOCK, seconds]);
    return Number(row?.locked) === 1;
  }
}

/** A connection without the server's time-outs: a change of a large table may take its time. */
export async function connectMysql(databaseUrl: string, options: ConnectOptions): Promise<Connection> {
  const { host, port, user, password, database, ssl, allowPublicKeyRetrieval, collation } = mariaDbPool(databaseUrl);
  const address = { host, port, user, password, database, ssl, allowPublicKeyRetrieval, collation };
  const numbers = { bigIntAsNumber: true, insertIdAsNumber: true, decimalAsNumber: true };
  const driver = await createConnection({ ...address, ...numbers, timezone: "Z", connectTimeout: 10_000 });
  await driver.query(STRICT);
  return new MysqlConnection(driver, options);
}
