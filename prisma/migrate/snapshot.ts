import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMigrations } from "./files";

/** The copy of schema.prisma that each migration keeps beside it: the state that the next one starts from. */
export const SNAPSHOT = "schema.prisma";

/**
 * The schema as the newest migration left it, or null before the first one.
 * @throws Error when the newest migration has no copy
 */
export function readSnapshot(root: string): string | null {
  const newest = readMigrations(root, "mysql").at(-1);
  if (!newest) return null;
  const file = join(root, "migrations", newest.name, SNAPSHOT);
  if (!existsSync(file)) throw new Error(`${file} is missing: it is the schema as this migration leaves it.`);
  return readFileSync(file, "utf8");
}
