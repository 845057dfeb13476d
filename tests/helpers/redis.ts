import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { findRedisServer } from "./redis-available";
import { freePort } from "./server-process";

const START_WITHIN_MS = 30_000;
const POLL_MS = 20;

async function answers(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 1_000 } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}

async function untilUp(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(url)) return;
    await sleep(POLL_MS);
  }
  throw new Error("Redis did not come up.");
}

export type TestRedis = {
  url: string;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  /** Lets it accept connections and say nothing, until `resume`. */
  hang(): void;
  resume(): void;
  stop(): Promise<void>;
};

/** A Redis of the test's own, on a free port of this machine, that keeps nothing. */
export async function startRedis(): Promise<TestRedis> {
  const program = findRedisServer();
  if (program === null) throw new Error("There is no redis-server here.");
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-redis-"));
  const url = `redis://127.0.0.1:${port}`;
  let child = await start();

  async function start(): Promise<ChildProcess> {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    const started = spawn(String(program), [...options, "--dir", folder], { stdio: "ignore" });
    process.once("exit", () => started.kill("SIGKILL"));
    await untilUp(url, started);
    return started;
  }
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  return {
    url,
    kill,
    async restart() {
      child = await start();
    },
    hang: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
