import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareTables } from "./compare-tables";
import { migrationsFolder, readMigrations } from "./files";
import { MigrationError } from "./migration-error";
import { mysqlDiff } from "./mysql-diff";
import { nativeDiff } from "./native-diff";
import { schemaTables } from "./schema-tables";
import { readSnapshot, SNAPSHOT } from "./snapshot";
import { sqliteDiff } from "./sqlite-diff";
import { inexpressibleChanges, lossesBetween, possibleRenames, unfillableColumns } from "./table-diff";
import type { Table } from "./table-model";

type Side = { schema: string | null; tables: Table[] };
type NewOptions = { root: string; name: string; now: Date; native: boolean };
export type NewMigration = { name: string; files: string[]; warnings: string[] };

const UNFILLABLE =
  "comes back empty (MySQL), or not at all while the table has rows (SQLite): edit this file if that matters";

const joinStatements = (statements: readonly string[]) => statements.map((sql) => `${sql};\n`).join("\n");

/** The name with its time in front: later than every other, even where a clock is behind. */
function stampedName(root: string, name: string, now: Date): string {
  const slug = name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (slug === "") throw new MigrationError("A migration needs a name: npm run db:new -- add_nickname");
  const stamp = Number(now.toISOString().replace(/\D/g, "").slice(0, 14));
  const newest = Number(readMigrations(root, "mysql").at(-1)?.name.slice(0, 14) ?? 0);
  return `${Math.max(stamp, newest + 1)}_${slug}`;
}

function readSide(schema: string | null): Side {
  return { schema, tables: schema === null ? [] : schemaTables(schema, "mysql") };
}

function refuse(before: Side, after: Side, native: boolean): void {
  const problems = native ? [] : inexpressibleChanges(before.tables, after.tables);
  const unfillable = unfillableColumns(before.tables, after.tables).map(
    (column) =>
      `${column} is required and has no default, so rows that exist could not get a value: make it optional or add @default`,
  );
  const all = [...problems, ...unfillable];
  if (all.length === 0) return;
  const list = all.map((problem) => `  - ${problem}`).join("\n");
  throw new MigrationError(
    `db:new cannot write this change; write its files by hand, as CONTRIBUTING.md shows:\n${list}`,
  );
}

/** What a reader, and `db:rollback`, must know about a script. */
function header(from: Side, to: Side): string {
  const losses = lossesBetween(from.tables, to.tables).map((loss) => `-- lossy: ${loss}\n`);
  const unfillable = unfillableColumns(from.tables, to.tables).map(
    (column) => `-- attention: ${column} ${UNFILLABLE}\n`,
  );
  return losses.length + unfillable.length > 0 ? `${[...losses, ...unfillable].join("")}\n` : "";
}

async function writeScripts(from: Side, to: Side, native: boolean): Promise<{ mysql: string; sqlite: string }> {
  const mysql = native
    ? `${await nativeDiff(from.schema, to.schema)}\n`
    : joinStatements(mysqlDiff(from.tables, to.tables));
  const sqlite = `${await sqliteDiff(from.schema, to.schema)}\n`;
  const top = header(from, to);
  return { mysql: top + mysql, sqlite: top + sqlite };
}

/**
 * Writes the next migration for both engines, from the difference between the newest migration's copy of the schema
 * and today's schema.prisma. Asks nothing and needs no database.
 * @returns what was written, or null when there is no difference
 * @throws MigrationError or InexpressibleError naming what it cannot express
 */
export async function newMigration({ root, name, now, native }: NewOptions): Promise<NewMigration | null> {
  const before = readSide(readSnapshot(root));
  const schema = readFileSync(join(root, "schema.prisma"), "utf8");
  const after = readSide(schema);
  const full = stampedName(root, name, now);
  if (compareTables(before.tables, after.tables).length === 0) return null;
  refuse(before, after, native);
  const [up, down] = [await writeScripts(before, after, native), await writeScripts(after, before, native)];
  const [mysqlFolder, sqliteFolder] = [
    join(migrationsFolder(root, "mysql"), full),
    join(migrationsFolder(root, "sqlite"), full),
  ];
  const contents: [string, string][] = [
    [join(mysqlFolder, "migration.sql"), up.mysql],
    [join(mysqlFolder, "down.sql"), down.mysql],
    [join(mysqlFolder, SNAPSHOT), schema],
    [join(sqliteFolder, "migration.sql"), up.sqlite],
    [join(sqliteFolder, "down.sql"), down.sqlite],
  ];
  for (const folder of [mysqlFolder, sqliteFolder]) mkdirSync(folder, { recursive: true });
  for (const [file, content] of contents) writeFileSync(file, content);
  const lost = lossesBetween(before.tables, after.tables).map((loss) => `It throws away ${loss}.`);
  return {
    name: full,
    files: contents.map(([file]) => file),
    warnings: [...lost, ...possibleRenames(before.tables, after.tables)],
  };
}
