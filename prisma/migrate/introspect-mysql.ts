import type { Connection, Row } from "./connection";
import { byName, type Column, type ForeignKey, type Index, isCovered, type Table } from "./table-model";

const COLUMNS = `SELECT TABLE_NAME AS tbl, COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
  COLUMN_DEFAULT AS fallback, EXTRA AS extra, COLLATION_NAME AS collation
  FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`;
const INDEXES = `SELECT TABLE_NAME AS tbl, INDEX_NAME AS name, COLUMN_NAME AS col, NON_UNIQUE AS loose
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`;
const COLLATION = "utf8mb4_bin";
const KEYS = `SELECT k.TABLE_NAME AS tbl, k.CONSTRAINT_NAME AS name, k.COLUMN_NAME AS col,
  k.REFERENCED_TABLE_NAME AS target, k.REFERENCED_COLUMN_NAME AS ref, r.DELETE_RULE AS del, r.UPDATE_RULE AS upd
  FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r
  ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
  WHERE k.TABLE_SCHEMA = DATABASE() ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`;
const TABLES = `SELECT TABLE_NAME AS name FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> '_prisma_migrations'`;

/** Fails on MySQL, which has another table for it and a JSON type that needs it not. */
const JSON_CHECKS = `SELECT TABLE_NAME AS tbl, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = DATABASE()`;

function normaliseType(row: Row, isJson: boolean): string {
  if (isJson) return "json";
  // Any other collation is a difference, and shows as one in the type.
  const collation = row.collation === null || row.collation === COLLATION ? "" : ` collate ${String(row.collation)}`;
  const type = String(row.type) + collation;
  return type === "tinyint(1)" ? type : type.replace(/^((?:tiny|small|medium|big)?int|year)\(\d+\)/, "$1");
}

/** MariaDB hands out SQL, MySQL the bare value. */
function normaliseDefault(row: Row, type: string): string | null {
  const text = row.fallback === null || row.fallback === "NULL" ? null : String(row.fallback);
  if (text === null) return null;
  if (/^current_timestamp/i.test(text)) return text.toUpperCase().replace("()", "");
  if (text.startsWith("'")) return text;
  return /^(enum|(var)?char|(tiny|medium|long)?text)/.test(type) ? `'${text.replaceAll("'", "''")}'` : text;
}

function toColumn(row: Row, isJson: boolean): Column {
  const type = normaliseType(row, isJson);
  const fallback = normaliseDefault(row, type);
  const autoIncrement = String(row.extra).includes("auto_increment");
  return { name: String(row.name), type, nullable: row.nullable === "YES", default: fallback, autoIncrement };
}

const groupBy = (rows: readonly Row[]) => [...new Set(rows.map((row) => String(row.name)))];

function toIndexes(rows: readonly Row[]): Index[] {
  return groupBy(rows).map((name) => {
    const own = rows.filter((row) => row.name === name);
    return { name, unique: Number(own[0]?.loose) === 0, columns: own.map((row) => String(row.col)) };
  });
}

function toForeignKeys(rows: readonly Row[]): ForeignKey[] {
  return groupBy(rows).map((name) => {
    const own = rows.filter((row) => row.name === name);
    const [first = {}] = own;
    return {
      name,
      columns: own.map((row) => String(row.col)),
      table: String(first.target),
      references: own.map((row) => String(row.ref)),
      onDelete: String(first.del),
      onUpdate: String(first.upd),
    };
  });
}

/** Leaves out the index that MySQL itself made for a foreign key, which has the key's name. */
function explicitIndexes(indexes: readonly Index[], keys: readonly ForeignKey[]): Index[] {
  const implicit = (index: Index) =>
    keys.some((key) => key.name === index.name && isCovered(key.columns, [index.columns]));
  return indexes.filter((index) => index.name !== "PRIMARY" && !implicit(index));
}

/** Every table of the database but Prisma's own, in one form with `schemaTables`. */
export async function introspectMysql(connection: Connection): Promise<Table[]> {
  const [columns, indexes, keys, tables] = [
    await connection.query(COLUMNS),
    await connection.query(INDEXES),
    await connection.query(KEYS),
    await connection.query(TABLES),
  ];
  const checks = await connection.query(JSON_CHECKS).catch(() => []);
  return tables.map((table) => {
    const of = (rows: readonly Row[]) => rows.filter((row) => row.tbl === table.name);
    const foreignKeys = toForeignKeys(of(keys));
    const all = toIndexes(of(indexes));
    const isJson = (row: Row) =>
      of(checks).some((check) => String(check.clause).includes(`json_valid(\`${row.name}\`)`));
    return {
      name: String(table.name),
      columns: of(columns).map((row) => toColumn(row, isJson(row))),
      primaryKey: all.find((index) => index.name === "PRIMARY")?.columns ?? [],
      indexes: explicitIndexes(all, foreignKeys).sort(byName),
      foreignKeys: foreignKeys.sort(byName),
    };
  });
}
