import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build, isBuilt } from "@/cli/demo/build";
import { migrateUp } from "../../prisma/migrate/up";

const START_WITHIN_MS = 180_000;
const POLL_MS = 50;
const TSX = ["--import", "tsx"];
export const NEXT_START = ["node_modules/next/dist/bin/next", "start"];
export const NEXT_BUILD = ["node_modules/next/dist/bin/next", "build"];
/** What `npm start` hands to node. */
export const OUR_START = ["src/cli/start.mjs"];
/** The second half of `npm run build`. */
export const OUR_BUNDLE = [...TSX, "src/cli/bundle.ts"];

type Options = {
  /** What runs the command; node unless given. */
  program?: string;
  /** Arguments of node; `npm start`'s unless given. */
  command?: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Where standard output goes instead of to `output`: an open file. */
  stdout?: number;
};

export type Running = {
  child: ChildProcess;
  url: string;
  port: number;
  /** Both streams, as far as they have come. */
  output: () => string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
};

// A test that fails leaves nothing behind.
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/** A migrated database of its own in a new folder, and its URL. */
export async function newDatabase(): Promise<string> {
  const url = `file:${join(mkdtempSync(join(tmpdir(), "gatehouse-smoke-")), "app.db")}`;
  await migrateUp(url);
  return url;
}

/** Builds, unless the build is of what is here now. */
export async function ensureBuild(): Promise<void> {
  if (!isBuilt()) await build();
}

/** Starts a command of ours as a newcomer would, with a configuration that is complete for production. */
export async function run({
  program = process.execPath,
  command = OUR_START,
  env = {},
  cwd,
  stdout,
}: Options = {}): Promise<Running> {
  const port = Number(env.PORT ?? (await freePort()));
  const url = `http://localhost:${port}`;
  const complete = {
    NODE_ENV: "production" as const,
    DATABASE_URL: "file:./.data/missing.db",
    APP_SECRET: "smoke-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    APP_URL: url,
    MAIL_DIR: join(tmpdir(), "gatehouse-smoke-mail"),
    PORT: String(port),
  };
  const child = spawn(program, command, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...complete, ...env },
    stdio: ["ignore", stdout ?? "pipe", "pipe"],
  });
  children.add(child);
  const chunks: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  const ended = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  return { child, url, port, output: () => chunks.join(""), ended };
}

/** Waits until it answers at all. */
export async function untilUp(running: Running): Promise<Running> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (Date.now() < deadline && running.child.exitCode === null) {
    const answered = await fetch(`${running.url}/api/health`)
      .then((answer) => answer.ok)
      .catch(() => false);
    if (answered) return running;
    await sleep(POLL_MS);
  }
  throw new Error(`It did not come up:\n${running.output()}`);
}

/** Starts a server and waits for it. */
export async function startServer(options: Options = {}): Promise<Running> {
  return untilUp(await run(options));
}

/** Ends it in good order; `null` where it was killed by the signal. */
export async function stop({ child, ended }: Running, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  if (child.exitCode === null) child.kill(signal);
  return ended;
}
