import { withConnection } from "./connection";
import { introspectMysql } from "./introspect-mysql";
import { introspectSqlite } from "./introspect-sqlite";
import type { Table } from "./table-model";

/** Reads the tables of a live database. */
export function introspect(databaseUrl: string): Promise<Table[]> {
  return withConnection(databaseUrl, {}, (connection) =>
    connection.kind === "sqlite" ? introspectSqlite(connection) : introspectMysql(connection),
  );
}
