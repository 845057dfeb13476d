import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createConnection } from "mariadb";
import {
  findServerProgram,
  initialise,
  ownTemporaryFolder,
  waitUntilReady,
} from "../../prisma/migrate/throwaway-mariadb";
import { freePort } from "./server-process";

/** A server of our own, to be killed, frozen and started again on the same data. */
export type OwnMariaDb = {
  port: number;
  /** The URL of a database in it, through another port where one is given. */
  url: (database: string, port?: number) => string;
  createDatabase: (name: string) => Promise<void>;
  /** Ends it as a power cut of the process would. */
  kill: () => Promise<void>;
  /** Starts it again; resolves as soon as it accepts connections. */
  start: () => Promise<void>;
  freeze: () => void;
  thaw: () => void;
  stop: () => Promise<void>;
};

// What the throwaway server leaves out for speed is kept here: a commit that was acknowledged is on the disk.
const SMALL = [
  "--innodb-buffer-pool-size=64M",
  "--innodb-log-file-size=8M",
  "--performance-schema=0",
  "--skip-log-bin",
  "--skip-name-resolve",
  "--max-connections=300",
];

async function command(port: number, sql: string): Promise<void> {
  const connection = await createConnection({ host: "127.0.0.1", port, user: "root" });
  await connection.query(sql);
  await connection.end();
}

/**
 * @param more arguments of the server, which go before the small ones here
 * @returns null when no server is installed on this machine
 */
export async function startOwnMariaDb(parent = tmpdir(), more: readonly string[] = []): Promise<OwnMariaDb | null> {
  const program = findServerProgram();
  if (program === null) return null;
  const folder = mkdtempSync(join(parent, "gatehouse-faults-"));
  const [dataDir, logFile, port] = [join(folder, "data"), join(folder, "server.log"), await freePort()];
  const user = userInfo().uid === 0 ? ["--user=root"] : [];
  await initialise(program, dataDir, user);
  const place = [`--datadir=${dataDir}`, `--socket=${join(folder, "s.sock")}`, `--pid-file=${join(folder, "pid")}`];
  const network = ["--bind-address=127.0.0.1", `--port=${port}`, `--log-error=${logFile}`];
  const args = ["--no-defaults", ...place, ...network, ...user, ...SMALL, ...more];
  let child: ChildProcess | null = null;

  const kill = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  const start = async () => {
    child = spawn(program, args, { stdio: "ignore", cwd: folder, env: ownTemporaryFolder(dataDir) });
    await waitUntilReady(`mysql://root@127.0.0.1:${port}/`, child, logFile);
  };
  const killWithParent = () => void child?.kill("SIGKILL");
  process.once("exit", killWithParent);
  await start();
  return {
    port,
    url: (database, through = port) => `mysql://root@127.0.0.1:${through}/${database}`,
    createDatabase: (name) => command(port, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`),
    kill,
    start,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async stop() {
      process.off("exit", killWithParent);
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
