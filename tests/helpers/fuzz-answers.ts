import { ERRORS, type ErrorCode } from "@/lib/errors";
import { expectNothingInternal, rpcEnvelopes } from "./envelope";
import { type FuzzOperation, isFailure } from "./fuzz-document";
import type { FuzzSurface } from "./fuzz-wire";
import type { WireAnswer, WireRequest } from "./http-client";
import { logLinesSince } from "./logs";

/** The one answer to a GET that has no body. */
const NOT_MODIFIED = 304;

export const FAULTS = [
  "5xx",
  "undocumented status",
  "no envelope, or not the documented one",
  "request ID missing, or not in the log",
  "security fields missing",
  "something internal in the body",
  "invalid input accepted",
  "refused for the wrong reason, or the wrong field",
  "405 without the exact Allow",
  "credentials ignored",
  "foreign row shown or changed",
  "used after delete",
  "creation leaked, or a refusal changed rows",
  "a repeated key not replayed",
  "over 50 ms of processor time",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** What the answer to a request has to be; nothing said is: anything that is documented. */
export type Want = {
  statuses?: readonly number[];
  codes?: readonly ErrorCode[];
  /** One of these, and no other, is named in the details. */
  fields?: ReadonlySet<string>;
  allow?: string;
  /** What it is called when the status is another one. */
  otherwise?: FaultKind;
  /** Statuses that are right beside the documented ones, as the path leads elsewhere. */
  also?: readonly number[];
};

export type Sent = {
  kind: string;
  operation: FuzzOperation;
  surface: FuzzSurface;
  request: WireRequest;
  want: Want;
};

type Failure = { error: { code: ErrorCode; details?: { field: string }[] }; meta: { requestId: string } };
type Read = { status: number; isSuccess: boolean; failure: Failure | null; requestId: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function describedFailure(body: unknown): Failure | null {
  // The document's own schema has said so.
  return isFailure(body) ? (body as Failure) : null;
}

function isDescribedSuccess({ operation, surface }: Sent, status: number, body: unknown): boolean {
  const described = operation.answers.get(surface === "trpc" ? operation.successStatus : status);
  return (surface === "rest" || status === 200) && described !== undefined && described(body) === true;
}

/** The one envelope in the answer; null where there is none that fits the document. */
function readEnvelope(sent: Sent, { status, text }: WireAnswer): Read | null {
  let body: unknown;
  try {
    const parsed: unknown = JSON.parse(text);
    body = sent.surface === "trpc" && isRecord(parsed) && !("success" in parsed) ? rpcEnvelopes(parsed)[0] : parsed;
  } catch {
    return null;
  }
  const failure = describedFailure(body);
  if (failure) {
    const fits = ERRORS[failure.error.code].status === status;
    return fits ? { status, isSuccess: false, failure, requestId: failure.meta.requestId } : null;
  }
  const meta = isRecord(body) ? body.meta : undefined;
  if (!isRecord(meta) || !isDescribedSuccess(sent, status, body)) return null;
  return { status, isSuccess: true, failure: null, requestId: String(meta.requestId) };
}

function hasSecurityFields({ status, headers }: WireAnswer): boolean {
  return (
    headers["cache-control"] === "no-store" &&
    headers["x-content-type-options"] === "nosniff" &&
    (status === NOT_MODIFIED || headers["content-type"] === "application/json") &&
    headers["x-powered-by"] === undefined &&
    String(headers["content-security-policy"]).startsWith("default-src 'none'")
  );
}

function isQuiet(text: string): boolean {
  try {
    expectNothingInternal(text);
    return true;
  } catch {
    return false;
  }
}

function isLogged(requestId: string, since: number): boolean {
  return logLinesSince(since).some((line) => line.requestId?.split(".", 1)[0] === requestId);
}

function isDocumented({ operation, surface, want }: Sent, status: number): boolean {
  const others = [...(want.also ?? []), ...(want.statuses ?? [])];
  return operation.answers.has(status) || surface === "trpc" || others.includes(status) || status >= 500;
}

/** What must hold of any answer: each entry is a fault where it does. */
function alwaysFaults(sent: Sent, answer: WireAnswer, since: number): FaultKind[] {
  const { status, headers, text } = answer;
  const isBodiless = sent.request.method === "HEAD" || status === NOT_MODIFIED;
  const envelope = isBodiless ? null : readEnvelope(sent, answer);
  const id = String(headers["x-request-id"] ?? "");
  const isKnown = isLogged(id, since) && (envelope === null || envelope.requestId === id);
  const checks: Partial<Record<FaultKind, boolean>> = {
    "5xx": status >= 500,
    "undocumented status": !isDocumented(sent, status),
    "no envelope, or not the documented one": envelope === null && !isBodiless,
    "request ID missing, or not in the log": !isKnown,
    "security fields missing": !hasSecurityFields(answer),
    "something internal in the body": !isQuiet(text),
  };
  return FAULTS.filter((fault) => checks[fault]);
}

/** Whether the details of a refusal name a field that is to blame, and no other. */
function namesRightly({ error: { code, details = [] } }: Failure, fields: ReadonlySet<string>): boolean {
  if (code !== "VALIDATION_ERROR") return true;
  // A name that was too long to be repeated in full is cut.
  const isToBlame = (name: string) => [...fields].some((field) => field.startsWith(name) || name.startsWith(field));
  return details.length > 0 && details.every(({ field }) => isToBlame(field));
}

function wantedFaults(sent: Sent, answer: WireAnswer): FaultKind[] {
  const { statuses, codes, fields, allow, otherwise = "invalid input accepted" } = sent.want;
  const { status, headers } = answer;
  const failure = readEnvelope(sent, answer)?.failure ?? null;
  const isWrong = statuses !== undefined && !statuses.includes(status);
  const isOtherCode = failure !== null && codes !== undefined && !codes.includes(failure.error.code);
  const isOtherField = failure !== null && fields !== undefined && !namesRightly(failure, fields);
  const checks: Partial<Record<FaultKind, boolean>> = {
    [otherwise]: isWrong && status < 300,
    "refused for the wrong reason, or the wrong field": (isWrong && status >= 300) || isOtherCode || isOtherField,
    "405 without the exact Allow": allow !== undefined && headers.allow !== allow,
  };
  return FAULTS.filter((fault) => checks[fault]);
}

/** Every way in which the answer is not what it has to be. */
export function faultsOf(sent: Sent, answer: WireAnswer, logPosition: number): FaultKind[] {
  return [...new Set([...alwaysFaults(sent, answer, logPosition), ...wantedFaults(sent, answer)])];
}

type Found = { fault: FaultKind; kind: string; line: string };
const LINE_MAX = 700;

/** Keeps count of what was sent, how it ended, and what was wrong. */
export class Ledger {
  readonly kinds = new Map<string, { sent: number; succeeded: number; refused: number }>();
  readonly succeeded = new Map<string, number>();
  readonly counts = new Map<FaultKind, number>(FAULTS.map((fault) => [fault, 0]));
  readonly found: Found[] = [];
  total = 0;

  count({ kind, operation }: Pick<Sent, "kind" | "operation">, status: number): void {
    const counts = this.kinds.get(kind) ?? { sent: 0, succeeded: 0, refused: 0 };
    const isSuccess = status < 300;
    counts.sent += 1;
    counts[isSuccess ? "succeeded" : "refused"] += 1;
    this.kinds.set(kind, counts);
    this.total += 1;
    if (isSuccess) this.succeeded.set(operation.id, (this.succeeded.get(operation.id) ?? 0) + 1);
  }

  report(fault: FaultKind, kind: string, line: string): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
    const isKnown = this.found.filter((one) => one.fault === fault && one.kind === kind).length >= 3;
    if (!isKnown) this.found.push({ fault, kind, line: line.slice(0, LINE_MAX) });
  }
}

/** A request and its answer on one line, for the report. */
export function lineOf({ request, surface }: Sent, { status, text }: WireAnswer): string {
  const { method, path, headers, body } = request;
  const sent = body === undefined ? "" : ` ${String(body).slice(0, 200)}`;
  const { cookie: _cookie, authorization: _authorization, ...shown } = headers ?? {};
  return `${surface} ${method} ${path.slice(0, 200)} ${JSON.stringify(shown)}${sent} → ${status} ${text.slice(0, 250)}`;
}
