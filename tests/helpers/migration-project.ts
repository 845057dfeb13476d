import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { env } from "@/lib/env";
import { type Row, withConnection } from "../../prisma/migrate/connection";
import { createDatabase } from "../../prisma/migrate/throwaway-database";
import { testDatabaseKind } from "./database";

type Script = { up: string; down?: string };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a migration into both engines' folders, or writes over it. */
export function writeMigration(root: string, name: string, { up, down }: Script): void {
  for (const folder of ["migrations", "sqlite/migrations"]) {
    mkdirSync(join(root, folder, name), { recursive: true });
    writeFileSync(join(root, folder, name, "migration.sql"), up);
    if (down !== undefined) writeFileSync(join(root, folder, name, "down.sql"), down);
  }
}

/** A prisma folder with these migrations, in SQL that both engines take; gone after the test. */
export function makeProject(migrations: Record<string, Script> = {}): string {
  const root = temporaryFolder();
  for (const folder of ["migrations", "sqlite/migrations"]) mkdirSync(join(root, folder), { recursive: true });
  for (const [name, script] of Object.entries(migrations)) writeMigration(root, name, script);
  return root;
}

/** The address of an empty database on the engine of this run; gone after the test. */
export async function freshDatabase(): Promise<string> {
  if (testDatabaseKind === "sqlite") return `file:${join(temporaryFolder(), "test.db")}`;
  const { url, drop } = await createDatabase(new URL("/", env.DATABASE_URL).href);
  onTestFinished(drop);
  return url;
}

/** Runs one statement. */
export function runSql(url: string, statement: string): Promise<Row[]> {
  return withConnection(url, {}, (connection) => connection.query(statement));
}

export async function tableNames(url: string): Promise<string[]> {
  const statement =
    testDatabaseKind === "sqlite"
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()";
  const names = (await runSql(url, statement)).map((row) => String(row.name));
  return names.filter((name) => name !== "_prisma_migrations").sort();
}

type Child = { kill: () => void; done: Promise<{ applied: string[]; said: string; code: number | null }> };

/** Migrates in a process of its own. */
export function migrateInChild(url: string, root: string): Child {
  const script = `
    import { migrateUp } from "./prisma/migrate/up";
    console.log(JSON.stringify(await migrateUp(${JSON.stringify(url)}, { root: ${JSON.stringify(root)} })));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [out, said] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const done = new Promise<{ applied: string[]; said: string; code: number | null }>((resolve) => {
    child.once("close", (code) => resolve({ applied: out === "" ? [] : JSON.parse(out), said, code }));
  });
  return { kill: () => void child.kill("SIGKILL"), done };
}
