import type { Connection, Row } from "./connection";
import { byName, type Column, type ForeignKey, type Index, type Table } from "./table-model";

const TABLES = `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name <> '_prisma_migrations'
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

async function readColumns(
  connection: Connection,
  table: string,
  sql: string,
): Promise<{ columns: Column[]; primaryKey: string[] }> {
  const rows = await connection.query("SELECT * FROM pragma_table_info(?)", [table]);
  const columns = rows.map((row) => ({
    name: String(row.name),
    type: String(row.type),
    nullable: Number(row.notnull) === 0,
    default: row.dflt_value === null ? null : String(row.dflt_value),
    autoIncrement: Number(row.pk) > 0 && /\bAUTOINCREMENT\b/i.test(sql),
  }));
  const keyed = rows.filter((row) => Number(row.pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
  return { columns, primaryKey: keyed.map((row) => String(row.name)) };
}

async function readIndexes(connection: Connection, table: string): Promise<Index[]> {
  const rows = await connection.query(
    "SELECT name, \"unique\" AS uniq FROM pragma_index_list(?) WHERE origin <> 'pk'",
    [table],
  );
  const indexes: Index[] = [];
  for (const row of rows) {
    const columns = await connection.query("SELECT name FROM pragma_index_info(?) ORDER BY seqno", [String(row.name)]);
    indexes.push({
      name: String(row.name),
      unique: Number(row.uniq) === 1,
      columns: columns.map((each) => String(each.name)),
    });
  }
  return indexes.sort(byName);
}

/** SQLite keeps no names of foreign keys: the columns stand in for them. */
async function readForeignKeys(connection: Connection, table: string): Promise<ForeignKey[]> {
  const rows = await connection.query("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", [table]);
  const ids = [...new Set(rows.map((row) => Number(row.id)))];
  return ids.map((id) => toForeignKey(rows.filter((row) => Number(row.id) === id))).sort(byName);
}

function toForeignKey(rows: readonly Row[]): ForeignKey {
  const [first = {}] = rows;
  const columns = rows.map((row) => String(row.from));
  return {
    name: columns.join(","),
    columns,
    table: String(first.table),
    references: rows.map((row) => String(row.to)),
    onDelete: String(first.on_delete),
    onUpdate: String(first.on_update),
  };
}

/** Every table of the database but Prisma's own, in one form with `schemaTables`. */
export async function introspectSqlite(connection: Connection): Promise<Table[]> {
  const tables: Table[] = [];
  for (const row of await connection.query(TABLES)) {
    const name = String(row.name);
    const shape = await readColumns(connection, name, String(row.sql));
    const foreignKeys = await readForeignKeys(connection, name);
    tables.push({ name, ...shape, indexes: await readIndexes(connection, name), foreignKeys });
  }
  return tables;
}
