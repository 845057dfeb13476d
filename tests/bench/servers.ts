import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../helpers/server-process";
import { MANY_FOLDER, OPEN_FOLDER, PRODUCT_FOLDER, UNWATCHED_FOLDER } from "./overlay";

const UP_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 12_000;
const POLL_MS = 10;
const NEXT = join(process.cwd(), "node_modules/next/dist/bin/next");
export const PEERS = "tests/bench/peers";

/** Of servers that only this machine reaches, for as long as the run lasts. */
export const SECRET = "bench-0123456789-abcdefghijklmnopqrstuvwxyz";

type Environment = Readonly<Record<string, string>>;
/** How a server is started: arguments of node, and where. What answers first, where that is not `/api/health`. */
type Recipe = { args: readonly string[]; cwd: string; env?: Environment; health?: string };

const tsx = ["--import", "tsx"];
const peer = (name: string): Recipe => ({ args: [...tsx, `${PEERS}/${name}.ts`], cwd: "." });
const next = (cwd: string): Recipe => ({ args: [NEXT, "start"], cwd });
const ours = (cwd: string, env: Environment = {}): Recipe => ({ args: ["src/cli/start.mjs"], cwd, env });

export const NEXT_PEERS = ["next-bare", "next-trpc", "next-openapi"].map((name) => `${PEERS}/${name}`);

const RECIPES = {
  "node:http": peer("node-http"),
  hono: peer("hono"),
  "next-bare": next(`${PEERS}/next-bare`),
  "next-trpc": { ...next(`${PEERS}/next-trpc`), health: "/api/trpc/health.live" },
  "next-openapi": next(`${PEERS}/next-openapi`),
  gatehouse: ours(PRODUCT_FOLDER),
  "gatehouse-open": ours(OPEN_FOLDER),
  "gatehouse-twin": ours(OPEN_FOLDER),
  "gatehouse-next": next(OPEN_FOLDER),
  "gatehouse-unwatched": ours(UNWATCHED_FOLDER),
  "gatehouse-5": ours(MANY_FOLDER, { BENCH_PROCEDURES: "5" }),
  "gatehouse-500": ours(MANY_FOLDER, { BENCH_PROCEDURES: "500" }),
  "session-ours": peer("session-ours"),
  "session-better-auth": peer("session-better-auth"),
} satisfies Record<string, Recipe>;

export type ServerName = keyof typeof RECIPES;

export type Server = { name: ServerName; url: string; pid: number; startedInMs: number; stop: () => Promise<void> };

export type Setup = {
  databaseUrl: string;
  /** Where the log lines go, as in production: a file. */
  folder: string;
  /** The program that runs the server. */
  node: string;
  /** More variables. */
  env?: Environment;
};

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

async function untilFirstAnswer(health: string, child: ChildProcess, logFile: string): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < UP_WITHIN_MS && child.exitCode === null) {
    const status = await fetch(health).then(
      (answer) => answer.arrayBuffer().then(() => answer.status),
      () => 0,
    );
    if (status === 200) return performance.now() - started;
    await sleep(POLL_MS);
  }
  throw new Error(`${child.spawnargs.join(" ")} did not come up:\n${readFileSync(logFile, "utf8")}`);
}

/** Limits count, and are too high to refuse anything. */
function environment(port: number, { databaseUrl, folder, env }: Setup): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    APP_SECRET: SECRET,
    DATABASE_URL: databaseUrl,
    MAIL_DIR: join(folder, "mails"),
    RATE_LIMIT_READS: "1000000",
    RATE_LIMIT_WRITES: "1000000",
    ...env,
  };
}

/** Starts a server and waits for its first good answer. */
export async function startServer(name: ServerName, setup: Setup): Promise<Server> {
  const { args, cwd, env, health = "/api/health" }: Recipe = RECIPES[name];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(setup.folder, `${name.replace(":", "-")}.log`);
  const log = openSync(logFile, "a");
  const variables = { ...environment(port, setup), ...env };
  const child = spawn(setup.node, args, { cwd, env: variables, stdio: ["ignore", log, log] });
  closeSync(log);
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const startedInMs = await untilFirstAnswer(url + health, child, logFile);
  return {
    name,
    url,
    pid: child.pid ?? 0,
    startedInMs,
    async stop() {
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
      child.kill("SIGKILL");
      children.delete(child);
    },
  };
}
