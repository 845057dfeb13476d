import { z } from "zod";
import type { Found, LogLine } from "./lines";

const requestSchema = z.looseObject({
  request: z.object({ method: z.string(), route: z.string(), status: z.number() }),
  ms: z.number(),
});
const callSchema = z.looseObject({
  path: z.string(),
  surface: z.string(),
  ms: z.number(),
  code: z.string(),
  caller: z.string(),
  fields: z.array(z.string()).optional(),
  policy: z.string().optional(),
  replayed: z.boolean().optional(),
});
const querySchema = z.looseObject({ query: z.string(), ms: z.number(), outcome: z.string() });
const inputSchema = z.looseObject({ input: z.unknown() }).refine((line) => "input" in line);
const decisionSchema = z.looseObject({ decision: z.string() });
const errorSchema = z.object({ type: z.string().default("Error"), message: z.string().default("") });

const COMMON = ["level", "time", "requestId", "traceId", "msg", "err"];

type Facts = Record<string, unknown>;

/** What happened at one moment: milliseconds after the first line. */
export type Step = { at: number; kind: "input" | "decision" | "query" | "note" | "error"; what: string; facts: Facts };

export type Call = {
  id: string;
  path: string | null;
  surface: string | null;
  caller: string | null;
  code: string | null;
  ms: number | null;
  fields: string[];
  policy: string | null;
  replayed: boolean;
  steps: Step[];
  queries: number;
  queriesMs: number;
};

export type Story = {
  requestId: string;
  startedAt: string;
  traceId: string | null;
  request: { method: string; route: string; status: number; ms: number } | null;
  calls: Call[];
  /** Whether the log was kept at a level that has the steps in between. */
  hasDetails: boolean;
};

function factsOf(line: LogLine, without: readonly string[]): Facts {
  return Object.fromEntries(Object.entries(line).filter(([key]) => !COMMON.includes(key) && !without.includes(key)));
}

function stepOf(line: LogLine, at: number): Step {
  const query = querySchema.safeParse(line).data;
  if (query) return { at, kind: "query", what: query.query, facts: factsOf(line, ["query"]) };
  const decision = decisionSchema.safeParse(line).data;
  if (decision) return { at, kind: "decision", what: decision.decision, facts: factsOf(line, ["decision"]) };
  const input = line.msg === "input" ? inputSchema.safeParse(line).data : undefined;
  if (input) return { at, kind: "input", what: "", facts: { input: input.input } };
  return { at, kind: "note", what: line.msg, facts: { level: line.level, ...factsOf(line, []) } };
}

function errorStep(line: LogLine, at: number): Step[] {
  const error = errorSchema.safeParse(line.err).data;
  return error ? [{ at, kind: "error", what: error.type, facts: { message: error.message } }] : [];
}

function emptyCall(id: string): Call {
  const unknown = { path: null, surface: null, caller: null, code: null, ms: null, policy: null };
  return { id, ...unknown, fields: [], replayed: false, steps: [], queries: 0, queriesMs: 0 };
}

function addLine(call: Call, line: LogLine, at: number): void {
  const summary = callSchema.safeParse(line).data;
  if (summary) {
    const { path, surface, caller, code, ms, fields = [], policy = null, replayed = false } = summary;
    Object.assign(call, { path, surface, caller, code, ms, fields, policy, replayed });
    call.steps.push(...errorStep(line, at));
    return;
  }
  const step = stepOf(line, at);
  if (step.kind === "query") {
    call.queries += 1;
    call.queriesMs += Number(step.facts.ms);
  }
  call.steps.push(step, ...errorStep(line, at));
}

function isEmpty({ path, steps }: Call): boolean {
  return path === null && steps.length === 0;
}

/** Puts the lines of a request together: what was asked, what was decided, what it took, how it ended. Null for no lines. */
export function tellStory(requestId: string, { lines }: Pick<Found, "lines">): Story | null {
  const [first] = lines;
  if (!first) return null;
  const calls = new Map<string, Call>();
  let request: Story["request"] = null;
  for (const line of lines) {
    const at = Math.max(0, Date.parse(line.time) - Date.parse(first.time));
    const whole = requestSchema.safeParse(line).data;
    if (whole) {
      request = { ...whole.request, ms: whole.ms };
      continue;
    }
    const call = calls.get(line.requestId) ?? emptyCall(line.requestId);
    calls.set(line.requestId, call);
    addLine(call, line, at);
  }
  const traceId = lines.map((line) => line.traceId).find((id) => typeof id === "string") ?? null;
  return {
    requestId,
    startedAt: first.time,
    traceId: typeof traceId === "string" ? traceId : null,
    request,
    calls: [...calls.values()].filter((call) => !isEmpty(call)),
    hasDetails: lines.some(({ level }) => level === "debug"),
  };
}
