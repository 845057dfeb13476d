import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ceilingOf } from "./targets";

const JSON_FILE = "reports/bench.json";
const TABLE_FILE = "tests/bench/RESULTS.md";
const PACKAGES = [
  "next",
  "@trpc/server",
  "@prisma/client",
  "zod",
  "hono",
  "@hono/zod-openapi",
  "trpc-to-openapi",
  "better-auth",
];
const PLACES = ["tests/bench/node_modules", "node_modules"];

const figuresSchema = z.object({ perSecond: z.number(), cpuMs: z.number(), p99: z.number(), failed: z.number() });
const verdictSchema = z.object({
  what: z.string(),
  measured: z.number(),
  bound: z.number(),
  side: z.enum(["at least", "at most"]),
  holds: z.boolean(),
});
const runSchema = z.object({
  at: z.string(),
  minutes: z.number(),
  users: z.number(),
  database: z.string(),
  node: z.string(),
  samples: z.array(figuresSchema.extend({ figure: z.string(), round: z.number() })),
  medians: z.record(z.string(), figuresSchema),
  verdicts: z.array(verdictSchema),
  processes: z.record(z.string(), z.object({ startedInMs: z.number(), residentMib: z.number() })),
});
const tableSchema = z.object({ title: z.string(), about: z.string(), rows: z.array(z.array(z.string())) });
const reportSchema = z.object({
  machine: z.string(),
  /** The comparison, by the major version of Node. */
  runs: z.record(z.string(), runSchema),
  /** What the other commands have found, by their names. */
  more: z.record(z.string(), tableSchema),
});

export type Run = z.infer<typeof runSchema>;
/** The first row is the head. */
export type Table = z.infer<typeof tableSchema>;
type Report = z.infer<typeof reportSchema>;

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

function lines([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const rule = head.map((_, at) => (at === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map(row);
}

const namesIn = (records: readonly Readonly<Record<string, unknown>>[]) => [...new Set(records.flatMap(Object.keys))];

function calls(runs: readonly Run[]): string[] {
  const head = runs.flatMap(({ node }) => [`requests/s, Node ${node}`, "CPU ms", "p99 ms", "failed"]);
  const rows = namesIn(runs.map(({ medians }) => medians)).map((name) => [
    name,
    ...runs.flatMap(({ medians }) => {
      const found = medians[name];
      if (!found) return ["", "", "", ""];
      const { perSecond, cpuMs, p99, failed } = found;
      return [perSecond.toFixed(0), cpuMs.toFixed(3), p99.toFixed(1), String(failed)];
    }),
  ]);
  return lines([["call", ...head], ...rows]);
}

function targets(runs: readonly Run[]): string[] {
  const rows = (runs[0]?.verdicts ?? []).map(({ what, side, bound }) => [
    what,
    `${side} ${bound}×`,
    ...runs.flatMap(({ verdicts, samples }) => {
      const found = verdicts.find((verdict) => verdict.what === what);
      const ceiling = ceilingOf(what, samples);
      const measured = found ? `${found.measured.toFixed(2)}× ${found.holds ? "met" : "**missed**"}` : "";
      return [measured, ceiling === null ? "" : `${ceiling.toFixed(2)}×`];
    }),
  ]);
  const head = runs.flatMap(({ node }) => [`Node ${node}`, "node:http with Prisma"]);
  return lines([["target", "wanted", ...head], ...rows]);
}

function processes(runs: readonly Run[]): string[] {
  const head = runs.flatMap(({ node }) => [`ms to the first answer, Node ${node}`, "MiB after the run"]);
  const rows = namesIn(runs.map((run) => run.processes)).map((name) => [
    name,
    ...runs.flatMap((run) => {
      const found = run.processes[name];
      return found ? [found.startedInMs.toFixed(0), found.residentMib.toFixed(0)] : ["", ""];
    }),
  ]);
  return lines([["server", ...head], ...rows]);
}

function text(report: Report): string {
  const runs = Object.values(report.runs);
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(", ");
  const abouts = runs.map(({ at, node, database, users, minutes, samples }) => {
    const rounds = Math.max(...samples.map(({ round }) => round)) + 1;
    return `Node ${node}, ${database}, ${users} users: ${at}, ${rounds} rounds in ${minutes.toFixed(0)} minutes.`;
  });
  const more = Object.values(report.more).flatMap(({ title, about, rows }) => [
    "",
    `## ${title}`,
    "",
    about,
    "",
    ...lines(rows),
  ]);
  return [
    "# Results of `npm run bench`",
    "",
    `Written by the run. ${report.machine}; ${versions}.`,
    ...abouts,
    "`gatehouse` is the product with a session, but for the worker that sends mails; `gatehouse-open` the same without the",
    "query for who calls: the peers have nothing like either. `gatehouse-next` is that in Next's own catch-all,",
    "`gatehouse-twin` that once more, asked only what the one without tracing and metrics is asked.",
    "A target's figure is the middle of the rounds' ratios; a call's is the middle of its rounds. Beside a target is what",
    "`node:http` with Prisma and the same statements reaches of it, with nothing else: no validation, envelope, log or limits.",
    "",
    ...targets(runs),
    "",
    ...calls(runs),
    "",
    ...processes(runs),
    ...more,
    "",
  ].join("\n");
}

function lastReport(): Report {
  try {
    return { ...reportSchema.parse(JSON.parse(readFileSync(JSON_FILE, "utf8"))), machine: machine() };
  } catch {
    return { machine: machine(), runs: {}, more: {} };
  }
}

/** The table of this run alone, for who waits for it. */
export function describe(run: Run): string {
  return text({ machine: machine(), runs: { this: run }, more: {} });
}

/** Leaves the figures for programs and the tables for people, beside those of the other commands. */
export function keep(part: { run: Run } | { name: string; table: Table }): void {
  const report = lastReport();
  if ("run" in part) report.runs[part.run.node.split(".", 1)[0] ?? ""] = part.run;
  else report.more[part.name] = part.table;
  mkdirSync("reports", { recursive: true });
  writeFileSync(JSON_FILE, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(TABLE_FILE, text(report));
}
