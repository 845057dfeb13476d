import { type DatabaseKind, databaseKind } from "@/lib/db-url";
import { connectMysql } from "./connection-mysql";
import { connectSqlite } from "./connection-sqlite";

export type Value = string | number | null;
export type Row = Record<string, unknown>;
export type Log = (line: string) => void;

/** One connection, which a runner has for itself. */
export interface Connection {
  readonly kind: DatabaseKind;
  query(sql: string, values?: Value[]): Promise<Row[]>;
  /** Does the work while no other process migrates this database. On SQLite that is one transaction. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Takes back what the work did when it throws, on SQLite; MySQL cannot take back changes of the schema. */
  undoably<T>(work: () => Promise<T>): Promise<T>;
  /** All or nothing for changes of rows, on both databases; to be called inside of `exclusively`. */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type ConnectOptions = { log?: Log; lockWaitSeconds?: number };

/** @throws the driver's error when the database cannot be reached */
export function connect(databaseUrl: string, options: ConnectOptions = {}): Promise<Connection> {
  return databaseKind(databaseUrl) === "sqlite"
    ? connectSqlite(databaseUrl, options)
    : connectMysql(databaseUrl, options);
}

/** Connects, works, and closes whatever happens. */
export async function withConnection<T>(
  databaseUrl: string,
  options: ConnectOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(databaseUrl, options);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
