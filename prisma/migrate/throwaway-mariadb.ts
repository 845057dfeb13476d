import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createConnection } from "mariadb";

export type ThrowawayServer = { url: string; stop: () => Promise<void> };

const START_TIMEOUT_MS = 30_000;
/** Many distributions keep servers out of an ordinary user's PATH. */
const EXTRA_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];
/** Nothing here has to survive a power cut. */
const FAST = [
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-doublewrite=0",
  "--innodb-buffer-pool-size=64M",
  "--performance-schema=0",
  "--skip-log-bin",
  "--skip-name-resolve",
];

const run = promisify(execFile);

function find(...names: string[]): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...EXTRA_FOLDERS];
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return null;
}

/** The program of a MariaDB or MySQL server, if there is one. */
export function findServerProgram(): string | null {
  return find("mariadbd", "mysqld");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Where the server puts temporary tables: beside its data, as two servers that start at once meet in /tmp. */
export const ownTemporaryFolder = (dataDir: string) => ({ ...process.env, TMPDIR: dirname(dataDir) });

/** Makes an empty data folder; `user` are the arguments by which the server runs as this user. */
export async function initialise(server: string, dataDir: string, user: string[]): Promise<void> {
  const env = ownTemporaryFolder(dataDir);
  const { stdout } = await run(server, ["--version"]);
  const install = find("mariadb-install-db", "mysql_install_db");
  if (stdout.includes("MariaDB") && install !== null) {
    const root = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
    await run(install, ["--no-defaults", `--datadir=${dataDir}`, ...user, ...root], { env });
  } else {
    await run(server, ["--no-defaults", "--initialize-insecure", `--datadir=${dataDir}`, ...user], { env });
  }
}

/**
 * Waits for a server that has been started to take connections.
 * @throws Error with the end of its log when it does not
 */
export async function waitUntilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const { hostname: host, port } = new URL(url);
  while (child.exitCode === null && Date.now() < deadline) {
    try {
      const connection = await createConnection({ host, port: Number(port), user: "root", connectTimeout: 1_000 });
      return await connection.end();
    } catch {
      await sleep(30);
    }
  }
  throw new Error(`The throwaway MariaDB did not start:\n${readFileSync(logFile, "utf8").slice(-2_000)}`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // The data is thrown away, so there is nothing to shut down in good order.
    child.kill("SIGKILL");
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Starts a private MariaDB or MySQL on a free local port, with an empty data folder of its own.
 * @param testUrl a server to use instead (TEST_MYSQL_URL); it is left running
 * @returns the address without a database, and how to stop it; null when no server is installed
 */
export async function startThrowawayServer(testUrl?: string): Promise<ThrowawayServer | null> {
  if (testUrl) return { url: new URL("/", testUrl).href, stop: () => Promise.resolve() };
  const server = findServerProgram();
  if (server === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-mariadb-"));
  const [dataDir, logFile, port] = [join(folder, "data"), join(folder, "server.log"), await freePort()];
  // Both servers refuse to run as root unless they are told to.
  const user = userInfo().uid === 0 ? ["--user=root"] : [];
  await initialise(server, dataDir, user);
  const place = [`--datadir=${dataDir}`, `--socket=${join(folder, "s.sock")}`, `--pid-file=${join(folder, "pid")}`];
  const network = ["--bind-address=127.0.0.1", `--port=${port}`, `--log-error=${logFile}`];
  const args = ["--no-defaults", ...place, ...network, ...user, ...FAST];
  const child = spawn(server, args, { stdio: "ignore", cwd: dirname(dataDir), env: ownTemporaryFolder(dataDir) });
  const killWithParent = () => child.kill("SIGKILL");
  process.once("exit", killWithParent);
  const url = `mysql://root@127.0.0.1:${port}/`;
  const end = async () => {
    process.off("exit", killWithParent);
    await stop(child, folder);
  };
  try {
    await waitUntilReady(url, child, logFile);
  } catch (error) {
    await end();
    throw error;
  }
  return { url, stop: end };
}
