import type { Call, Step, Story } from "./story";

const INDENT = "  ";
const AT_WIDTH = 9;
const KIND_WIDTH = 10;
const MAX_TEXT = 300;
/** A log has what somebody sent in it, and a terminal obeys what it is sent. */
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

function clean(text: string): string {
  const plain = text.replace(CONTROL, " ");
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT)}…` : plain;
}

function show(value: unknown): string {
  return clean(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 2 : 0)} ms`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}`;
}

function factsOf({ kind, facts }: Step): string {
  if (kind === "input") return show(facts.input);
  if (kind === "error") return show(facts.message);
  if (kind === "query") {
    const { ms, outcome } = facts;
    return `${milliseconds(Number(ms))}${outcome === "ok" ? "" : `  ${show(outcome)}`}`;
  }
  return Object.entries(facts)
    .map(([name, value]) => `${clean(name)} ${show(value)}`)
    .join(", ");
}

function stepLine(step: Step): string {
  const at = `+${Math.round(step.at)} ms`.padStart(AT_WIDTH);
  const what = clean(step.what);
  return `${INDENT}${at}  ${step.kind.padEnd(KIND_WIDTH)}${[what, factsOf(step)].filter(Boolean).join("  ")}`;
}

function outcomeOf({ code, fields, policy, replayed }: Call): string {
  const parts = [
    code ?? "never ended, as far as this log goes",
    ...(fields.length > 0 ? [`because of ${fields.join(", ")}`] : []),
    ...(policy === null ? [] : [`by the limit "${policy}"`]),
    ...(replayed ? ["answered as the first time (Idempotency-Key)"] : []),
  ];
  return clean(parts.join(", "));
}

function callLines(call: Call, hasDetails: boolean): string[] {
  const name = clean(call.path ?? "(no call)");
  const head = [name, outcomeOf(call), ...(call.ms === null ? [] : [milliseconds(call.ms)])].join("  ");
  const who = call.caller === null ? [] : [`${INDENT}by ${clean(call.caller)}, over ${clean(call.surface ?? "")}`];
  const queries = `${INDENT}${counted(call.queries, call.queries === 1 ? "query" : "queries")}, ${milliseconds(call.queriesMs)}`;
  return [
    `${clean(call.id)}  ${head}`,
    ...who,
    ...call.steps.map(stepLine),
    ...(hasDetails && call.path !== null ? [queries] : []),
    "",
  ];
}

const LEVEL_TOO_LOW =
  "The server kept its log at LOG_LEVEL=info or above, so there is neither input nor decisions nor queries. LOG_LEVEL=debug has them.";

/** The story for a person to read, in lines. */
export function printStory(story: Story): string {
  const { request, traceId, startedAt, calls, hasDetails } = story;
  const whole = request ? [`${request.method} ${request.route}  ${request.status}  ${milliseconds(request.ms)}`] : [];
  const lines = [
    `${clean(story.requestId)}  ${clean(startedAt)}`,
    ...whole.map(clean),
    ...(traceId === null ? [] : [`trace ${clean(traceId)}`]),
    "",
    ...calls.flatMap((call) => callLines(call, hasDetails)),
    ...(hasDetails ? [] : [LEVEL_TOO_LOW, ""]),
  ];
  return lines.join("\n");
}
