import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { DatabaseKind } from "@/lib/db-url";

/** One folder under prisma/migrations or prisma/sqlite/migrations. */
export type Migration = {
  name: string;
  upFile: string;
  up: string;
  downFile: string;
  /** Null where the folder has no down.sql. */
  down: string | null;
  checksum: string;
  /** Prisma takes a file that Git gave other line ends as unchanged, and so do we. */
  otherChecksums: string[];
};

/** Where the migrations are looked for: the project's prisma folder, from where npm starts every script. */
export const defaultRoot = (): string => resolve("prisma");

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The folder that holds one engine's migrations. */
export function migrationsFolder(root: string, kind: DatabaseKind): string {
  return kind === "sqlite" ? join(root, "sqlite/migrations") : join(root, "migrations");
}

function readMigration(folder: string, name: string): Migration {
  const upFile = join(folder, name, "migration.sql");
  const downFile = join(folder, name, "down.sql");
  const up = readFileSync(upFile, "utf8");
  const unix = up.replaceAll("\r\n", "\n");
  return {
    name,
    upFile: relative(process.cwd(), upFile),
    up,
    downFile: relative(process.cwd(), downFile),
    down: existsSync(downFile) ? readFileSync(downFile, "utf8") : null,
    checksum: sha256(up),
    otherChecksums: [sha256(unix), sha256(unix.replaceAll("\n", "\r\n"))],
  };
}

/**
 * Every migration of one engine, oldest first.
 * @throws Error when the folder is missing, as it would be in a package that forgot it
 */
export function readMigrations(root: string, kind: DatabaseKind): Migration[] {
  const folder = migrationsFolder(root, kind);
  if (!existsSync(folder)) throw new Error(`The folder with the migrations is missing: ${folder}`);
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "migration.sql")))
    .sort()
    .map((name) => readMigration(folder, name));
}

/** Whether the file is the one that was applied. */
export function isSameFile(migration: Migration, checksum: string): boolean {
  return migration.checksum === checksum || migration.otherChecksums.includes(checksum);
}
