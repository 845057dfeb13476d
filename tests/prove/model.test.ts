import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { testDatabaseKind } from "../helpers/database";
import { FIGURES_FOLDER, type Figure, none, publish } from "../helpers/figures";
import { walk } from "../helpers/model-run";
import { stepsOf } from "../helpers/model-steps";
import { modelSteps, proveSeed } from "../helpers/prove-profile";

const COMPARE_EVERY = 100;
const OTHER = testDatabaseKind === "sqlite" ? "mysql" : "sqlite";

const recordSchema = z.object({
  seed: z.number(),
  steps: z.number(),
  lines: z.array(z.string()),
  rows: z.array(z.string()),
});
type Walked = z.infer<typeof recordSchema>;

const fileOf = (kind: string) => `${FIGURES_FOLDER}/model-walk-${kind}.json`;

/** The same walk on the other database, if it was there before. */
function readOther(): Walked | null {
  if (!existsSync(fileOf(OTHER))) return null;
  const other = recordSchema.parse(JSON.parse(readFileSync(fileOf(OTHER), "utf8")));
  return other.seed === proveSeed && other.steps === modelSteps ? other : null;
}

function differences(mine: readonly string[], theirs: readonly string[]): string[] {
  const length = Math.max(mine.length, theirs.length);
  return Array.from({ length }, (_, at) => at)
    .filter((at) => mine[at] !== theirs[at])
    .map((at) => `${at}:\n  ${testDatabaseKind}: ${mine[at]}\n  ${OTHER}: ${theirs[at]}`);
}

it("D8: the same random walk gives the same answers and rows on both databases, and those that a model expects", async () => {
  const started = performance.now();
  const { lines, rows, faults } = await walk(stepsOf(modelSteps, proveSeed), COMPARE_EVERY);
  mkdirSync(FIGURES_FOLDER, { recursive: true });
  writeFileSync(fileOf(testDatabaseKind), JSON.stringify({ seed: proveSeed, steps: modelSteps, lines, rows }));
  const other = readOther();
  const answers = other ? differences(lines, other.lines) : [];
  const inRows = other ? differences(rows, other.rows) : [];
  const succeeded = lines.filter((line) => / OK /.test(line)).length;
  const figures: Figure[] = [
    { what: "steps", measured: `${modelSteps}, ${succeeded} granted`, wanted: "any", holds: true },
    none("answers or rows that the model does not expect", faults.length),
    ...(other
      ? [
          none(`answers that ${OTHER} gives differently`, answers.length),
          none(`rows of ${rows.length} that ${OTHER} has differently`, inRows.length),
        ]
      : []),
    { what: "seconds", measured: ((performance.now() - started) / 1000).toFixed(0), wanted: "any", holds: true },
  ];
  publish(`model-${testDatabaseKind}`, `Random walk on ${testDatabaseKind}, seed ${proveSeed}`, figures);
  process.stdout.write(
    `${[...faults.slice(0, 10), ...answers.slice(0, 5), ...inRows.slice(0, 5)].map((line) => line.slice(0, 1_500)).join("\n")}\n`,
  );
  expect(figures.filter(({ holds }) => !holds)).toEqual([]);
  if (testDatabaseKind === "mysql") expect(other, "the walk on SQLite comes first").not.toBeNull();
});
