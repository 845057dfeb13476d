import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatabaseKind, databaseKind } from "@/lib/db-url";
import { compareTables } from "./compare-tables";
import { deriveSqliteSchema } from "./derive-sqlite";
import { migrateDown } from "./down";
import { readMigrations } from "./files";
import { introspect } from "./introspect";
import { schemaTables } from "./schema-tables";
import { readSnapshot } from "./snapshot";
import { byName, type Column, type Table } from "./table-model";
import { createDatabase } from "./throwaway-database";
import { migrateUp } from "./up";

export type Finding = { engine: string; name: string; problems: string[] };

const LABELS: Record<DatabaseKind, string> = { sqlite: "SQLite", mysql: "MySQL" };

/** Prisma lets SQLite count every lone integer key up by itself. */
function countsUp(table: Table, column: Column, kind: DatabaseKind): boolean {
  const isLoneKey = table.primaryKey.length === 1 && table.primaryKey[0] === column.name;
  return column.autoIncrement || (kind === "sqlite" && column.type === "INTEGER" && isLoneKey);
}

/** The schema in the form that an introspection has. */
function expectedTables(schema: string, kind: DatabaseKind): Table[] {
  return schemaTables(schema, kind).map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, autoIncrement: countsUp(table, column, kind) })),
    indexes: table.indexes.toSorted(byName),
    // SQLite keeps no names of foreign keys.
    foreignKeys: table.foreignKeys
      .map((key) => (kind === "sqlite" ? { ...key, name: key.columns.join(",") } : key))
      .toSorted(byName),
  }));
}

type Walk = { root: string; url: string; name: string; before: Table[] };

/** One migration up, down and up again. @returns the tables after it, and what was not as it should be */
async function walkStep({ root, url, name, before }: Walk): Promise<{ after: Table[]; problems: string[] }> {
  await migrateUp(url, { root, to: name });
  const after = await introspect(url);
  await migrateDown(url, { root, acceptLoss: true });
  const undone = compareTables(before, await introspect(url)).map((line) => `after down: ${line}`);
  // What is left behind would only be in the way of the second up.
  if (undone.length > 0) return { after, problems: undone };
  await migrateUp(url, { root, to: name });
  const again = compareTables(after, await introspect(url)).map((line) => `after the second up: ${line}`);
  return { after, problems: again };
}

/** Walks one engine's migrations, then applies all at once on a second, empty database. */
async function checkEngine(root: string, stepwise: string, fresh: string): Promise<Finding[]> {
  const kind = databaseKind(stepwise);
  const engine = LABELS[kind];
  const findings: Finding[] = [];
  let before: Table[] = [];
  for (const { name } of readMigrations(root, kind)) {
    const failed = (error: unknown) => ({ after: before, problems: String(error).split("\n") });
    const { after, problems } = await walkStep({ root, url: stepwise, name, before }).catch(failed);
    findings.push({ engine, name: `${name}: up, down, up`, problems });
    if (problems.length > 0) return findings;
    before = after;
  }
  await migrateUp(fresh, { root });
  const whole = await introspect(fresh);
  const schema = readFileSync(join(root, "schema.prisma"), "utf8");
  findings.push({ engine, name: "fresh equals stepwise", problems: compareTables(before, whole) });
  findings.push({ engine, name: "equals schema.prisma", problems: compareTables(expectedTables(schema, kind), whole) });
  return findings;
}

async function checkSqlite(root: string): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-check-"));
  try {
    return await checkEngine(root, `file:${join(folder, "stepwise.db")}`, `file:${join(folder, "fresh.db")}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkMysql(root: string, serverUrl: string): Promise<Finding[]> {
  const [stepwise, fresh] = [await createDatabase(serverUrl), await createDatabase(serverUrl)];
  try {
    return await checkEngine(root, stepwise.url, fresh.url);
  } finally {
    await stepwise.drop();
    await fresh.drop();
  }
}

function checkFiles(root: string): Finding[] {
  const schema = readFileSync(join(root, "schema.prisma"), "utf8");
  const derived = readFileSync(join(root, "sqlite/schema.prisma"), "utf8") === deriveSqliteSchema(schema);
  const snapshot = readSnapshot(root);
  const changes = compareTables(
    schemaTables(schema, "mysql"),
    snapshot === null ? [] : schemaTables(snapshot, "mysql"),
  );
  const advice = "a change has no migration yet: npm run db:new -- name";
  return [
    { engine: "files", name: "sqlite/schema.prisma", problems: derived ? [] : ["out of date: npm run db:generate"] },
    {
      engine: "files",
      name: "newest migration's schema.prisma",
      problems: changes.length > 0 ? [advice, ...changes] : [],
    },
  ];
}

/**
 * Proves that the migrations are what they should be, on databases of its own.
 * @param serverUrl a MySQL or MariaDB server to make databases on; null leaves MySQL out
 */
export async function checkMigrations(root: string, serverUrl: string | null): Promise<Finding[]> {
  const mysql = serverUrl === null ? [] : await checkMysql(root, serverUrl);
  return [...checkFiles(root), ...(await checkSqlite(root)), ...mysql];
}

/** The findings as a short table. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .map(({ engine, name, problems }) => {
      const line = `${engine.padEnd(7)} ${name.padEnd(width)}  ${problems.length === 0 ? "ok" : "DIFFERS"}`;
      return [line, ...problems.map((problem) => `        ${problem}`)].join("\n");
    })
    .join("\n");
}
