import { spawn } from "node:child_process";

export type Ran = { code: number | null; said: string };

/** Runs Node in a folder to the end, as nobody's test: what this run has set for its own workers is not handed on. */
export function runIn(cwd: string, args: readonly string[]): Promise<Ran> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|NODE_ENV$|DATABASE_URL$)/.test(name),
  );
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", ...Object.fromEntries(inherited), NO_COLOR: "1" };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}
