import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { BootError } from "@/front/schema-check";
import { bundleServer } from "../bundle-server";

/** Written last, so it stands for a whole build. */
const BUILT = join(".next", "front", "start.mjs");
const INPUTS = ["src", "next.config.ts", "tsconfig.json", "package-lock.json"];

/** Folders count as well, since a deleted file shows in nothing else. */
function newestChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  const own = stat.mtimeMs;
  if (!stat.isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

/** Whether the last build is of what is in the folder now. */
export function isBuilt(): boolean {
  if (!existsSync(BUILT)) return false;
  const builtAt = statSync(BUILT).mtimeMs;
  return INPUTS.every((input) => newestChange(input) < builtAt);
}

/** @throws BootError with all that the build said, when it failed */
export async function build(): Promise<void> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [next, "build"], { stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new BootError(`${Buffer.concat(said).toString()}\nThe build failed.`);
  await bundleServer(process.cwd());
}
