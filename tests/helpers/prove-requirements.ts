import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { FIGURES_FOLDER } from "./figures";
import { holds, isLeftToProofs, type NamedTest, proofsIn, REQUIREMENTS, type Requirement, trace } from "./requirements";

const NAMES_FILE = "reports/test-names.json";
const PROOFS_FOLDER = "tests/prove";
const namesSchema = z.array(z.object({ name: z.string(), state: z.string() }));

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs every suite, unless the last run is to be judged. */
function run(): void {
  if (process.argv.includes("--last")) return;
  print("Running every suite first; --last judges the last run instead.");
  const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run"], { stdio: "inherit" });
  if (status !== 0) print("The suites failed; this is what they show nevertheless:");
}

const readNames = (file: string) => namesSchema.parse(JSON.parse(readFileSync(file, "utf8")));

/** The proofs as `npm run prove` ended them, and those that it did not run. */
function readProofs(): NamedTest[] {
  const files = existsSync(FIGURES_FOLDER)
    ? readdirSync(FIGURES_FOLDER).filter((name) => name.startsWith("names-"))
    : [];
  const run = files.flatMap((name) => readNames(`${FIGURES_FOLDER}/${name}`));
  const sources = readdirSync(PROOFS_FOLDER).map((name) => readFileSync(`${PROOFS_FOLDER}/${name}`, "utf8"));
  const known = (title: string) => run.some(({ name }) => name.includes(title));
  return [...run, ...sources.flatMap(proofsIn).filter(({ name }) => !known(name))];
}

function describe(requirement: Requirement): string {
  const { id, passed, failed, others, example } = requirement;
  const result = holds(requirement) ? "holds" : isLeftToProofs(requirement) ? "proof" : "OPEN";
  const counts = `${passed} passed${failed > 0 ? `, ${failed} FAILED` : ""}${others > 0 ? `, ${others} not run` : ""}`;
  return `${id.padEnd(4)} ${result.padEnd(6)} ${counts.padEnd(24)} ${example ?? "no test carries this number"}`;
}

run();
if (!existsSync(NAMES_FILE)) {
  print(`There is no ${NAMES_FILE} yet: run npm test first.`);
  process.exit(1);
}
const report = trace(REQUIREMENTS, [...readNames(NAMES_FILE), ...readProofs()]);
for (const requirement of report) print(describe(requirement));
const apart = report.filter((requirement) => isLeftToProofs(requirement));
const open = report.filter((requirement) => !holds(requirement) && !apart.includes(requirement));
const shown = report.length - open.length - apart.length;
print(`${shown} of ${report.length} requirements have tests, and all of those pass.`);
if (apart.length > 0)
  print(`${apart.map(({ id }) => id).join(", ")}: measured by npm run prove, which has not been run here.`);
process.exitCode = open.length > 0 ? 1 : 0;
