import type { Workspace } from "./workspace";

export const SCHEMA = "prisma/schema.prisma";
export const SQLITE_SCHEMA = "prisma/sqlite/schema.prisma";

const FOLDERS = ["prisma/migrations", "prisma/sqlite/migrations"];
const FILES = ["migration.sql", "down.sql", "schema.prisma"];

/** The files of a migration, on both engines. */
export function migrationFiles(workspace: Workspace, name: string): string[] {
  const paths = FOLDERS.flatMap((folder) => FILES.map((file) => `${folder}/${name}/${file}`));
  return paths.filter((path) => workspace.has(path));
}
