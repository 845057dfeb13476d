import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const SERVERS = ["mariadbd", "mysqld"];
/** Many distributions keep servers out of an ordinary user's PATH. */
const EXTRA_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the suites can run on MySQL here: a server to start, or the one that TEST_MYSQL_URL names. */
export function isMysqlServerAvailable(): boolean {
  if (process.env.TEST_MYSQL_URL) return true;
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...EXTRA_FOLDERS];
  return SERVERS.some((server) => folders.some((folder) => isExecutable(join(folder, server))));
}
