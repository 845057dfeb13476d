import { setTimeout as sleep } from "node:timers/promises";
import { type Running, run } from "./server-process";

const UP_WITHIN_MS = 60_000;
const POLL_MS = 20;
/** Far above what the proofs send, as they all come from one address. */
const UNLIMITED = { RATE_LIMIT_READS: "1000000", RATE_LIMIT_WRITES: "1000000" };

/** Starts the API as a process of its own, and waits until it answers; the database may be away. */
export async function startApi(env: Record<string, string | undefined>, stdout?: number): Promise<Running> {
  const command = ["--import", "tsx", "tests/helpers/serve-api.ts"];
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
