import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { resetDatabase, testDatabaseKind } from "../helpers/database";
import { isShort } from "../helpers/prove-profile";
import { RACES, type Race } from "../helpers/races";
import { atOnce, tally } from "../helpers/verdicts";

const ROUNDS = isShort ? 6 : 50;
const PARALLEL = 20;
const FAULTS = ["INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"];

const rows: string[] = [];

beforeEach(resetDatabase);

afterAll(() => {
  const title = `\n${testDatabaseKind}: ${ROUNDS} rounds of ${PARALLEL} at once\n`;
  process.stdout.write(`${title}${rows.join("\n")}\n`);
});

function describeVerdicts(verdicts: Record<string, number>): string {
  return Object.entries(verdicts)
    .map(([code, count]) => `${count} ${code}`)
    .join(", ");
}

async function race({ prepare, holds }: Race): Promise<{ verdicts: Record<string, number>; broken: number }> {
  const verdicts: Record<string, number> = {};
  let broken = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const attempt = await prepare(round, PARALLEL);
    const outcome = await tally(atOnce(PARALLEL, attempt));
    for (const [code, count] of Object.entries(outcome)) verdicts[code] = (verdicts[code] ?? 0) + count;
    if (!(await holds(outcome, PARALLEL))) broken += 1;
  }
  return { verdicts, broken };
}

describe("what may happen once only, or leave one only", () => {
  it.each(RACES)("$requirement: $name", async (each) => {
    const { verdicts, broken } = await race(each);
    rows.push(
      `  ${each.requirement.padEnd(4)} ${each.name.padEnd(52)} broken in ${broken} rounds   ${describeVerdicts(verdicts)}`,
    );
    expect(broken).toBe(0);
    expect(Object.keys(verdicts).filter((code) => FAULTS.includes(code))).toEqual([]);
    expect(await prisma.auditEvent.count()).toBeGreaterThan(0);
  });
});
