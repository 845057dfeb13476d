import type { Column, ForeignKey, Index, Table } from "./table-model";

/** Byte by byte, so that equality and order are the same as SQLite's. */
export const TABLE_OPTIONS = "DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENGINE = InnoDB";

const id = (name: string) => `\`${name}\``;
const list = (names: readonly string[]) => names.map(id).join(", ");
const keyword = (type: string) => (type.startsWith("enum(") ? `ENUM${type.slice(4)}` : type.toUpperCase());

/** A column as it stands in CREATE TABLE and ALTER TABLE. */
function columnSql(column: Column): string {
  const nullability = column.nullable ? " NULL" : " NOT NULL";
  const fallback = column.default === null ? "" : ` DEFAULT ${column.default}`;
  return `${id(column.name)} ${keyword(column.type)}${nullability}${column.autoIncrement ? " AUTO_INCREMENT" : ""}${fallback}`;
}

const indexSql = (index: Index) => `${index.unique ? "UNIQUE " : ""}INDEX ${id(index.name)} (${list(index.columns)})`;

/** CREATE TABLE with its indexes, without foreign keys: their targets may come later. */
export function createTableSql(table: Table): string {
  const primary = table.primaryKey.length > 0 ? [`PRIMARY KEY (${list(table.primaryKey)})`] : [];
  const lines = [...table.columns.map(columnSql), ...primary, ...table.indexes.map(indexSql)];
  return `CREATE TABLE ${id(table.name)} (\n    ${lines.join(",\n    ")}\n) ${TABLE_OPTIONS}`;
}

export const dropTableSql = (table: string) => `DROP TABLE ${id(table)}`;
const alterSql = (table: string, change: string) => `ALTER TABLE ${id(table)} ${change}`;
export const addColumnSql = (table: string, column: Column) => alterSql(table, `ADD COLUMN ${columnSql(column)}`);
export const modifyColumnSql = (table: string, column: Column) => alterSql(table, `MODIFY COLUMN ${columnSql(column)}`);
export const dropColumnSql = (table: string, column: string) => alterSql(table, `DROP COLUMN ${id(column)}`);
export const addIndexSql = (table: string, index: Index) => alterSql(table, `ADD ${indexSql(index)}`);
export const dropIndexSql = (table: string, index: string) => alterSql(table, `DROP INDEX ${id(index)}`);
export const dropForeignKeySql = (table: string, key: string) => alterSql(table, `DROP FOREIGN KEY ${id(key)}`);

export function addForeignKeySql(table: string, key: ForeignKey): string {
  const target = `${id(key.table)} (${list(key.references)}) ON DELETE ${key.onDelete} ON UPDATE ${key.onUpdate}`;
  return alterSql(table, `ADD CONSTRAINT ${id(key.name)} FOREIGN KEY (${list(key.columns)}) REFERENCES ${target}`);
}
