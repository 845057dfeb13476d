import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Medians, Sample } from "./measure";
import type { Verdict } from "./targets";

const JSON_FILE = "reports/bench.json";
const TABLE_FILE = "tests/bench/RESULTS.md";
const PACKAGES = ["next", "@trpc/server", "@prisma/client", "zod", "hono", "@hono/zod-openapi", "trpc-to-openapi"];
const PLACES = ["tests/bench/node_modules", "node_modules"];

export type Run = {
  users: number;
  database: string;
  node: string;
  samples: readonly Sample[];
  medians: Medians;
  verdicts: readonly Verdict[];
  /** Milliseconds to the first answer, and MiB at the end, by server. */
  processes: Readonly<Record<string, { startedInMs: number; residentMib: number }>>;
};

const packageSchema = z.looseObject({ version: z.string() });

function versionOf(name: string): string {
  for (const place of PLACES) {
    try {
      return packageSchema.parse(JSON.parse(readFileSync(join(place, name, "package.json"), "utf8"))).version;
    } catch {
      // It is in the other place.
    }
  }
  return "missing";
}

function machine(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim() ?? "unknown processor"}`;
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function table(run: Run): string {
  const figures = [...run.medians].map(([figure, { perSecond, cpuMs, failed }]) =>
    row([figure, perSecond.toFixed(0), cpuMs.toFixed(3), String(failed)]),
  );
  const verdicts = run.verdicts.map(({ what, measured, bound, side, holds }) =>
    row([what, `${measured.toFixed(2)}×`, `${side} ${bound}×`, holds ? "met" : "**missed**"]),
  );
  const processes = Object.entries(run.processes).map(([name, { startedInMs, residentMib }]) =>
    row([name, startedInMs.toFixed(0), residentMib.toFixed(0)]),
  );
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(", ");
  return [
    "# Results of `npm run bench`",
    "",
    `Written by the run. ${machine()}; Node ${run.node}; ${run.database} with ${run.users} users; ${versions}.`,
    "`gatehouse` is the product as it is, with a session; `gatehouse-open` the same without the query for who calls and",
    "without the worker that sends mails, which the peers have nothing like; `gatehouse-next` that in Next's own catch-all.",
    "",
    ...[row(["call", "requests a second", "CPU ms a request", "failed"]), row(["---", "---:", "---:", "---:"])],
    ...figures,
    "",
    ...[row(["target", "measured", "wanted", ""]), row(["---", "---:", "---:", "---"])],
    ...verdicts,
    "",
    ...[row(["server", "ms to the first answer", "MiB after the run"]), row(["---", "---:", "---:"])],
    ...processes,
    "",
  ].join("\n");
}

/** Leaves the figures for programs, and the table for people. */
export function write(run: Run, isWhole: boolean): string {
  mkdirSync("reports", { recursive: true });
  const medians = Object.fromEntries(run.medians);
  writeFileSync(JSON_FILE, `${JSON.stringify({ ...run, medians, machine: machine() }, null, 2)}\n`);
  const text = table(run);
  if (isWhole) writeFileSync(TABLE_FILE, text);
  return text;
}
