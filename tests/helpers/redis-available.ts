import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const EXTRA_FOLDERS = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

/** The program of a Redis server, if there is one here. */
export function findRedisServer(): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...EXTRA_FOLDERS];
  const paths = folders.map((folder) => join(folder, "redis-server"));
  return paths.find((path) => isExecutable(path)) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
