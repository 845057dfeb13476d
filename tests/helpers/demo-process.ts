import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Running, run, untilUp } from "./server-process";

const COMMAND = ["--import", "tsx", "src/cli/demo.ts"];
const UNSET = {
  NODE_ENV: undefined,
  DATABASE_URL: undefined,
  APP_SECRET: undefined,
  APP_URL: undefined,
  MAIL_DIR: undefined,
};

/** What `npm run demo` runs, in a folder of its own, as a newcomer has it: nothing set but perhaps the port. */
export async function demo(folder: string, port: number): Promise<Running> {
  return run({ command: COMMAND, cwd: folder, env: { ...UNSET, PORT: String(port) } });
}

/** All that it prints, once it has. */
export async function lastWords(running: Running): Promise<string> {
  await untilUp(running);
  await expect.poll(running.output).toContain("Ctrl-C stops it.");
  return running.output();
}

export type DemoFacts = { url: string; adminEmail: string; adminPassword: string };

/** What it has written down for its next run. */
export function factsOf(folder: string): DemoFacts {
  return JSON.parse(readFileSync(join(folder, ".data/demo.json"), "utf8"));
}
