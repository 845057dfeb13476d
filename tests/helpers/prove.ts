import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { FIGURES_FOLDER, figuresSchema, tableOf } from "./figures";
import { isMysqlServerAvailable } from "./mysql-available";

/** The proofs, in the order in which they run. */
const PARTS = ["fuzz", "model", "doors", "races", "timing", "faults"] as const;
type Part = (typeof PARTS)[number];

const MINUTES = { short: 12, full: 60 };
/** Beside other work everything takes longer, and the short profile must not fail of that. */
const PATIENCE = { short: 3, full: 1 };
const MEMORY = "/dev/shm";

type Outcome = { part: Part; seconds: number; isGood: boolean; isAgain: boolean };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    requests: { type: "string" },
    steps: { type: "string" },
    seed: { type: "string" },
  },
});

const print = (text: string) => void process.stdout.write(`${text}\n`);

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function variables(part: Part): Record<string, string> {
  // What these two write is thrown away, so it need not wait for a disk.
  const inMemory = (part === "fuzz" || part === "model") && isWritable(MEMORY);
  return {
    ...(values.short && { PROVE_SHORT: "true" }),
    ...(values.requests && { PROVE_REQUESTS: values.requests }),
    ...(values.steps && { PROVE_STEPS: values.steps }),
    ...(values.seed && { PROVE_SEED: values.seed }),
    ...(inMemory && { TMPDIR: MEMORY }),
  };
}

/** The fuzzer counts processor time, and no other: its two databases can be asked at once. Nothing else bears company. */
function lanesOf(part: Part): string[] {
  return part === "fuzz" && isMysqlServerAvailable() ? ["fuzz-sqlite", "fuzz-mysql"] : [`${part}*`];
}

async function runProjects(project: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.prove.config.ts", "--project", project];
  const [code] = await once(spawn(process.execPath, command, { stdio: "inherit", env }), "close");
  return code === 0;
}

async function runOnce(part: Part): Promise<boolean> {
  const env = { ...process.env, ...variables(part) };
  const lanes = await Promise.all(lanesOf(part).map((project) => runProjects(project, env)));
  return lanes.every(Boolean);
}

async function run(part: Part): Promise<Outcome> {
  const started = performance.now();
  let isGood = await runOnce(part);
  // Beside other work a machine may fail a part once. The full profile, which is for a quiet machine, tries nothing again.
  const isAgain = values.short && !isGood;
  if (isAgain) {
    print(`  ${part} FAILED, and is tried once more`);
    isGood = await runOnce(part);
  }
  return { part, seconds: (performance.now() - started) / 1000, isGood, isAgain };
}

/** The figures that a part has left, on each database or for each of its files. */
function figuresOf(part: Part): string {
  if (!existsSync(FIGURES_FOLDER)) return "";
  const files = readdirSync(FIGURES_FOLDER).filter(
    (name) => /^[a-z]+(?:-[\w-]+)?\.json$/.test(name) && !name.includes("walk"),
  );
  return files
    .filter((name) => name.startsWith(part))
    .map((name) => tableOf(name, figuresSchema.parse(JSON.parse(readFileSync(`${FIGURES_FOLDER}/${name}`, "utf8")))))
    .join("");
}

function wanted(): Part[] {
  const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`There is no proof called ${unknown.join(", ")}: ${PARTS.join(", ")}.`);
  return positionals.length === 0 ? [...PARTS] : PARTS.filter((part) => positionals.includes(part));
}

function describe({ part, seconds, isGood, isAgain }: Outcome): string {
  const again = isAgain ? "  (at the second try)" : "";
  return `  ${isGood ? "ok    " : "FAILED"} ${part.padEnd(8)} ${(seconds / 60).toFixed(1)} min${again}`;
}

/** Removes what these parts have left the last time; the record of the others stays. */
function forget(parts: readonly Part[]): void {
  if (!existsSync(FIGURES_FOLDER)) return;
  const own = new RegExp(`^(?:names-)?(?:${parts.join("|")})-?[\\w-]*\\.json$`);
  for (const name of readdirSync(FIGURES_FOLDER)) if (own.test(name)) rmSync(`${FIGURES_FOLDER}/${name}`);
}

const parts = wanted();
forget(parts);
const outcomes: Outcome[] = [];
for (const part of parts) outcomes.push(await run(part));
for (const part of parts) print(figuresOf(part));
print(outcomes.map(describe).join("\n"));
const minutes = outcomes.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
const profile = values.short ? "short" : "full";
print(`  ${minutes.toFixed(1)} minutes of ${MINUTES[profile]}`);
const isInTime = minutes <= MINUTES[profile] * PATIENCE[profile];
process.exitCode = outcomes.every(({ isGood }) => isGood) && isInTime ? 0 : 1;
