import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Proved, recordedProofs } from "./proof-record";
import {
  proofsIn,
  REQUIREMENTS,
  type Requirement,
  requirementsIn,
  trace,
  type Verdict,
  verdictOf,
} from "./requirements";

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

function describeCount({ passed, failed, others }: Requirement["proofs"], what: string, left: string): string {
  const parts = [`${passed} ${what}`, ...(failed > 0 ? [`${failed} FAILED`] : []), ...(others > 0 ? [left] : [])];
  return parts.join(", ");
}

function describe(requirement: Requirement): string {
  const { id, others, proofs, example } = requirement;
  const suites = describeCount(requirement, "passed", `${others} not run`);
  const hasProofs = proofs.passed + proofs.failed + proofs.others > 0;
  const proved = hasProofs ? `; ${describeCount(proofs, "proofs passed", `${proofs.others} proofs not run`)}` : "";
  return `${id.padEnd(4)} ${verdictOf(requirement).padEnd(8)} ${(suites + proved).padEnd(40)} ${example ?? "no test carries this number"}`;
}

/** When the proofs of these requirements were last run, and how: the oldest of them. */
function lastRun(ids: readonly string[], proofs: readonly Proved[]): string {
  const own = proofs.filter(({ name }) => requirementsIn(name).some((id) => ids.includes(id)));
  const [oldest = ""] = own.map(({ at }) => at).sort();
  return `${own.some(({ profile }) => profile === "short") ? "short" : "full"} profile, ${oldest}`;
}

run();
if (!existsSync(NAMES_FILE)) {
  print(`There is no ${NAMES_FILE} yet: run npm test first.`);
  process.exit(1);
}
const proofs = recordedProofs();
const known = readdirSync(PROOFS_FOLDER).flatMap((name) =>
  proofsIn(`${PROOFS_FOLDER}/${name}`, readFileSync(`${PROOFS_FOLDER}/${name}`, "utf8")),
);
const report = trace(REQUIREMENTS, namesSchema.parse(JSON.parse(readFileSync(NAMES_FILE, "utf8"))), proofs, known);
for (const requirement of report) print(describe(requirement));
const idsOf = (verdict: Verdict) => report.filter((each) => verdictOf(each) === verdict).map(({ id }) => id);
const [held, proved, left, open] = [idsOf("holds"), idsOf("proved"), idsOf("not run"), idsOf("OPEN")];
print(`${held.length} of ${report.length} requirements are shown by the suites, whose tests of them all passed.`);
if (proved.length > 0) {
  print(`${proved.join(", ")}: shown only by proofs, which passed here (${lastRun(proved, proofs)}).`);
}
if (left.length > 0) print(`${left.join(", ")}: shown only by proofs, which were NOT RUN here: npm run prove.`);
if (open.length > 0) print(`${open.join(", ")}: OPEN.`);
// In `npm run check` the proofs come later; --proved is for after them.
process.exitCode = open.length > 0 || (left.length > 0 && process.argv.includes("--proved")) ? 1 : 0;
