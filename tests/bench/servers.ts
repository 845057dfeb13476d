import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../helpers/server-process";

const UP_WITHIN_MS = 60_000;
const POLL_MS = 10;
const NEXT = join(process.cwd(), "node_modules/next/dist/bin/next");
const PEERS = "tests/bench/peers";

/** How a server is started: arguments of node, and where. */
type Recipe = { args: readonly string[]; cwd: string; env?: Readonly<Record<string, string>> };

const tsx = ["--import", "tsx"];
const peer = (name: string): Recipe => ({ args: [...tsx, `${PEERS}/${name}.ts`], cwd: "." });
const next = (cwd: string): Recipe => ({ args: [NEXT, "start"], cwd });
const ours = (cwd: string): Recipe => ({ args: [...tsx, "src/cli/start.ts"], cwd });

export const NEXT_PEERS = ["next-bare", "next-trpc", "next-openapi"].map((name) => `${PEERS}/${name}`);

const RECIPES = {
  "node:http": peer("node-http"),
  hono: peer("hono"),
  "next-bare": next(`${PEERS}/next-bare`),
  "next-trpc": next(`${PEERS}/next-trpc`),
  "next-openapi": next(`${PEERS}/next-openapi`),
  gatehouse: ours("."),
  "gatehouse-open": ours(".data/bench/open"),
  "gatehouse-next": next(".data/bench/open"),
} satisfies Record<string, Recipe>;

export type ServerName = keyof typeof RECIPES;

export type Server = { name: ServerName; url: string; pid: number; startedInMs: number; stop: () => Promise<void> };

export type Setup = {
  databaseUrl: string;
  /** Where the log lines go, as in production: a file. */
  folder: string;
  /** The program that runs the server. */
  node: string;
};

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

async function untilFirstAnswer(url: string, child: ChildProcess): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < UP_WITHIN_MS && child.exitCode === null) {
    const status = await fetch(`${url}/api/health`).then(
      (answer) => answer.arrayBuffer().then(() => answer.status),
      () => 0,
    );
    if (status === 200) return performance.now() - started;
    await sleep(POLL_MS);
  }
  throw new Error(`${child.spawnargs.join(" ")} did not come up.`);
}

/** Limits count, and are too high to refuse anything. */
function environment(port: number, { databaseUrl, folder }: Setup): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    APP_SECRET: "bench-0123456789-abcdefghijklmnopqrstuvwxyz",
    DATABASE_URL: databaseUrl,
    MAIL_DIR: join(folder, "mails"),
    RATE_LIMIT_READS: "1000000",
    RATE_LIMIT_WRITES: "1000000",
  };
}

/** Starts a server and waits for its first good answer. */
export async function startServer(name: ServerName, setup: Setup): Promise<Server> {
  const { args, cwd } = RECIPES[name];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(join(setup.folder, `${name}.log`), "a");
  const child = spawn(setup.node, args, { cwd, env: environment(port, setup), stdio: ["ignore", log, log] });
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const startedInMs = await untilFirstAnswer(url, child);
  return {
    name,
    url,
    pid: child.pid ?? 0,
    startedInMs,
    async stop() {
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(12_000, undefined, { ref: false })]);
      child.kill("SIGKILL");
      children.delete(child);
    },
  };
}
