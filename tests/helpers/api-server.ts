import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Running, run } from "./server-process";

const UP_WITHIN_MS = 60_000;
const POLL_MS = 20;
/** Far above what the proofs send, as they all come from one address. */
const UNLIMITED = { RATE_LIMIT_READS: "1000000", RATE_LIMIT_WRITES: "1000000" };

const ENTRY = "tests/helpers/serve-api.ts";
/** It comes with tsx, which does the same for each file at each start. */
const ESBUILD = "node_modules/esbuild/bin/esbuild";
/** In the project, so that what it imports is found. */
const BUNDLE = join("node_modules/.cache/gatehouse", `serve-api-${process.pid}`);

let command: string[] | undefined;

/**
 * The server in a few files, as it is started hundreds of times: that takes half of the time that tsx needs. What is
 * imported on demand stays in a file of its own, so that it is still loaded on demand.
 */
function bundled(): string[] {
  if (!existsSync(ESBUILD)) return ["--import", "tsx", ENTRY];
  const options = ["--bundle", "--splitting", "--platform=node", "--format=esm", "--packages=external"];
  const output = [`--outdir=${BUNDLE}`, "--out-extension:.js=.mjs", "--log-level=warning"];
  execFileSync(ESBUILD, [ENTRY, ...options, ...output], { stdio: ["ignore", "ignore", "inherit"] });
  process.once("exit", () => rmSync(BUNDLE, { recursive: true, force: true }));
  return [join(BUNDLE, "serve-api.mjs")];
}

/** Starts the API as a process of its own, and waits until it answers; the database may be away. */
export async function startApi(env: Record<string, string | undefined>, stdout?: number): Promise<Running> {
  command ??= bundled();
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
