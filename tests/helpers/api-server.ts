import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "@/cli/bundle-server";
import { type Running, run } from "./server-process";

const UP_WITHIN_MS = 60_000;
const POLL_MS = 20;
/** Far above what the proofs send, as they all come from one address. */
const UNLIMITED = { RATE_LIMIT_READS: "1000000", RATE_LIMIT_WRITES: "1000000" };

const ENTRY = "tests/helpers/serve-api.ts";
/** In the project, so that what it imports is found. */
const FOLDER = join("node_modules/.cache/gatehouse", `serve-api-${process.pid}`);

let made: Promise<string[]> | undefined;

/** Put together once, as it is started hundreds of times. */
async function bundled(): Promise<string[]> {
  await bundle({ root: process.cwd(), entry: ENTRY, outdir: FOLDER });
  process.once("exit", () => rmSync(FOLDER, { recursive: true, force: true }));
  return [join(FOLDER, "serve-api.mjs")];
}

/** Starts the API as a process of its own, and waits until it answers; the database may be away. */
export async function startApi(env: Record<string, string | undefined>, stdout?: number): Promise<Running> {
  made ??= bundled();
  const command = await made;
  const running = await run({ command, env: { ...UNLIMITED, ...env }, ...(stdout !== undefined && { stdout }) });
  const url = `http://127.0.0.1:${running.port}`;
  const deadline = Date.now() + UP_WITHIN_MS;
  while (Date.now() < deadline && running.child.exitCode === null && running.child.signalCode === null) {
    const answered = await fetch(`${url}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answered) return { ...running, url };
    await sleep(POLL_MS);
  }
  throw new Error(`The API did not come up:\n${running.output()}`);
}

/** Ends it as `kill -9` does. */
export async function killNow({ child, ended }: Pick<Running, "child" | "ended">): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}
