import { type Connection, type Value, withConnection } from "../../prisma/migrate/connection";
import { introspect } from "../../prisma/migrate/introspect";
import type { Column, Table } from "../../prisma/migrate/table-model";
import { migrateUp } from "../../prisma/migrate/up";

// So many that a scan costs more than a search, which is what the database decides by.
const ROWS = 10_000;
const AT_ONCE = 500;
const START = Date.UTC(2020, 0, 1);
const HOUR_MS = 3_600_000;

const isTime = (type: string): boolean => /date|time/i.test(type);
const isNumber = (type: string): boolean => /int|decimal|numeric|real|double|float|bool/i.test(type);

/** A value of its own for each row, but where there are few to choose from. */
function cellOf({ name, type, nullable }: Column, row: number): Value {
  const choices = /^enum\((.*)\)$/i.exec(type)?.[1]?.replaceAll("'", "").split(",");
  if (choices) return choices[row % choices.length] ?? null;
  if (nullable && row % 3 === 0) return null;
  if (isTime(type)) return new Date(START + row * HOUR_MS).toISOString().replace("T", " ").replace("Z", "");
  if (/^(tinyint|bool)/i.test(type)) return row % 2;
  return isNumber(type) ? row : `${name}-${String(row).padStart(6, "0")}`;
}

async function fillTable(connection: Connection, { name, columns }: Table): Promise<void> {
  const quote = connection.kind === "mysql" ? "`" : '"';
  const names = columns.map((column) => quote + column.name + quote).join(", ");
  const places = `(${columns.map(() => "?").join(", ")})`;
  for (let first = 0; first < ROWS; first += AT_ONCE) {
    const rows = Array.from({ length: AT_ONCE }, (_, index) => columns.map((column) => cellOf(column, first + index)));
    const sql = `INSERT INTO ${quote}${name}${quote} (${names}) VALUES ${rows.map(() => places).join(", ")}`;
    await connection.query(sql, rows.flat());
  }
}

/** Migrates an empty database, and fills each of its tables with rows of which no two are alike. */
export async function makeExplainable(url: string): Promise<void> {
  await migrateUp(url);
  const tables = await introspect(url);
  await withConnection(url, {}, async (connection) => {
    const isMysql = connection.kind === "mysql";
    // Whose row it is does not matter here; `exclusively` says the same to SQLite.
    if (isMysql) await connection.query("SET FOREIGN_KEY_CHECKS = 0");
    await connection.exclusively(() =>
      connection.atomically(async () => {
        for (const table of tables) await fillTable(connection, table);
      }),
    );
    if (isMysql) for (const { name } of tables) await connection.query(`ANALYZE TABLE ${name}`);
  });
}
