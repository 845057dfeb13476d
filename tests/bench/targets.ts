import { type Kind, ratioOf, type Sample } from "./measure";

/** One line of what issue 6 wants: a ratio, and on which side of its bound it has to be. */
export type Verdict = { what: string; measured: number; bound: number; side: "at least" | "at most"; holds: boolean };

/** Milliseconds to the first answer, and MiB at the end. */
type ProcessFigures = { startedInMs: number; residentMib: number };
export type Processes = Readonly<Record<string, ProcessFigures>>;

type Ratio = {
  what: string;
  of: string;
  to: string;
  kind: Kind;
  bound: number;
  /** Prisma behind nothing but `node:http`, doing the same: what is there to be had. */
  ceiling?: string;
};

const ratio = (kind: Kind) => (what: string, of: string, to: string, bound: number) => ({ what, of, to, kind, bound });
const perSecond = ratio("perSecond");
const cpu = ratio("cpuMs");
const p99 = ratio("p99");

const rest = (which: string, to: string, bound: number): Ratio => ({
  ...perSecond(`REST, ${which}, against ${to}`, `gatehouse-open ${which}`, `${to} ${which}`, bound),
  ceiling: `node:http ${which}`,
});
const trpc = (which: string, bound: number): Ratio =>
  perSecond(
    `tRPC, ${which}, against Next + tRPC with streaming`,
    `gatehouse-open trpc ${which}`,
    `next-trpc streaming ${which}`,
    bound,
  );

const AT_LEAST: readonly Ratio[] = [
  rest("by id", "hono", 0.9),
  rest("list", "hono", 0.9),
  rest("health", "next-bare", 8),
  rest("by id", "next-bare", 3.5),
  rest("list", "next-bare", 2.6),
  rest("create", "next-bare", 2.2),
  rest("by id", "next-openapi", 4),
  rest("list", "next-openapi", 3),
  rest("create", "next-openapi", 2.5),
  trpc("health", 10),
  trpc("by id", 5),
  trpc("list", 3.5),
  trpc("create", 3),
  perSecond("256 connections against 16, by id", "gatehouse-open by id, 256 connections", "gatehouse-open by id", 0.8),
  perSecond(
    "tracing and metrics off against taken out, by id",
    "watching off, by id",
    "watching taken out, by id",
    0.97,
  ),
];

const AT_MOST: readonly Ratio[] = [
  cpu("in Next's catch-all, REST by id: CPU", "gatehouse-next by id", "next-bare by id", 1.15),
  cpu("in Next's catch-all, tRPC by id: CPU", "gatehouse-next trpc by id", "next-trpc by id", 1.1),
  cpu("by id with a session against without: CPU", "with a session, by id", "watching off, by id", 1.8),
  cpu("session check against Better Auth's: CPU", "session gatehouse", "session better-auth", 0.5),
  cpu("a batch of ten against one single: CPU", "gatehouse-open trpc ten by id", "gatehouse-open trpc by id", 2.5),
  cpu("500 procedures against 5, REST without a database: CPU", "500 procedures", "5 procedures", 1.1),
  p99("page 5,000 of a list against page 1: p99", "gatehouse-open list, page 5,000", "gatehouse-open list", 1.2),
];

const OURS = "gatehouse-open";
const BARE = "next-bare";
const PROCESS_BOUND = 1.2;

type Side = Verdict["side"];

export function verdict(what: string, measured: number, side: Side, bound: number): Verdict {
  return { what, measured, bound, side, holds: side === "at least" ? measured >= bound : measured <= bound };
}

function judge(samples: readonly Sample[], side: Side) {
  return ({ what, of, to, kind, bound }: Ratio): Verdict[] => {
    const measured = ratioOf(samples, of, to, kind);
    // A run of some servers only leaves figures out.
    return measured === null ? [] : [verdict(what, measured, side, bound)];
  };
}

function judgeProcesses(processes: Processes): Verdict[] {
  const [ours, bare] = [processes[OURS], processes[BARE]];
  if (!ours || !bare) return [];
  return [
    verdict("cold start against bare Next", ours.startedInMs / bare.startedInMs, "at most", PROCESS_BOUND),
    verdict("memory after the run against bare Next", ours.residentMib / bare.residentMib, "at most", PROCESS_BOUND),
  ];
}

/** What `node:http` with Prisma reaches of a target, for those that there is such a figure for. */
export function ceilingOf(what: string, samples: readonly Sample[]): number | null {
  const ratio = AT_LEAST.find((one) => one.what === what);
  return ratio?.ceiling === undefined ? null : ratioOf(samples, ratio.ceiling, ratio.to, ratio.kind);
}

/** Holds the figures against the issue. */
export function verdictsOf(samples: readonly Sample[], processes: Processes): Verdict[] {
  return [
    ...AT_LEAST.flatMap(judge(samples, "at least")),
    ...AT_MOST.flatMap(judge(samples, "at most")),
    ...judgeProcesses(processes),
  ];
}
