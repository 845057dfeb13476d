import type { Medians } from "./measure";

/** One line of what issue 6 wants: a ratio, and on which side of its bound it has to be. */
export type Verdict = { what: string; measured: number; bound: number; side: "at least" | "at most"; holds: boolean };

type Kind = "perSecond" | "cpuMs";
type Ratio = { what: string; of: string; to: string; kind: Kind; bound: number };

const rest = (which: string, to: string, bound: number): Ratio => ({
  what: `REST, ${which}, against ${to}`,
  of: `gatehouse-open ${which}`,
  to: `${to} ${which}`,
  kind: "perSecond",
  bound,
});
const trpc = (which: string, bound: number): Ratio => ({
  what: `tRPC, ${which}, against Next + tRPC with streaming`,
  of: `gatehouse-open trpc ${which}`,
  to: `next-trpc streaming ${which}`,
  kind: "perSecond",
  bound,
});

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
  {
    what: "256 connections against 16, by id",
    of: "gatehouse-open by id, 256 connections",
    to: "gatehouse-open by id",
    kind: "perSecond",
    bound: 0.8,
  },
];

const cpu = (what: string, of: string, to: string, bound: number): Ratio => ({ what, of, to, kind: "cpuMs", bound });

const AT_MOST: readonly Ratio[] = [
  cpu("in Next's catch-all, REST by id: CPU", "gatehouse-next by id", "next-bare by id", 1.15),
  cpu("in Next's catch-all, tRPC by id: CPU", "gatehouse-next trpc by id", "next-trpc by id", 1.1),
  cpu("by id with a session: CPU", "gatehouse by id", "gatehouse-open by id", 1.8),
  cpu("a batch of ten against ten singles: CPU", "gatehouse-open trpc ten by id", "gatehouse-open trpc by id", 2.5),
];

function judge(medians: Medians, side: Verdict["side"]) {
  return ({ what, of, to, kind, bound }: Ratio): Verdict[] => {
    const [one, other] = [medians.get(of), medians.get(to)];
    // A quick run leaves figures out.
    if (!one || !other) return [];
    const measured = one[kind] / other[kind];
    return [{ what, measured, bound, side, holds: side === "at least" ? measured >= bound : measured <= bound }];
  };
}

/** Holds the figures against the issue. */
export function verdictsOf(medians: Medians): Verdict[] {
  return [...AT_LEAST.flatMap(judge(medians, "at least")), ...AT_MOST.flatMap(judge(medians, "at most"))];
}
