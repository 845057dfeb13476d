import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { AppError } from "@/lib/errors";
import { parseStrictJson } from "@/lib/json";
import { type Answer, withHeaders } from "./http/answer";
import { assertNoBody, hasNone, readJsonText } from "./http/body";
import { deprecationFields } from "./http/deprecation";
import {
  contextOf,
  type Exchange,
  type Located,
  logExchange,
  type Resource,
  respond,
  withImplied,
} from "./http/exchange";
import { assertWireInput } from "./http/wire-input";
import { KEY_FIELD } from "./idempotency";
import { limitFields, refuseUnread } from "./limit-call";
import { compileProcedure } from "./run-procedure";
import type { Meta } from "./trpc";
import { type Call, type Callable, callProcedure, failedOutcome, type Outcome } from "./trpc-call";

const ENDPOINT = "/api/trpc";
const ROUTE = `${ENDPOINT}/{procedure}`;
const MAX_BATCH = 10;
const MULTI_STATUS = 207;
const JSON_TYPE = { "Content-Type": "application/json" };
const METHODS = { query: withImplied(["GET"]), mutation: withImplied(["POST"]), subscription: withImplied([]) };

type Kind = keyof typeof METHODS;

export type TrpcDoor = {
  /** What the path of this exchange leads to; null when no procedure of it exists. Throws AppError for an unfit batch. */
  find(exchange: Located): Resource | null;
  /** A failure as tRPC's client understands it: the envelope beside the keys that it needs. */
  fail(exchange: Exchange, error: AppError): Answer;
};

type Calls = { paths: readonly string[]; isBatch: boolean };

function readCalls({ target }: Located): Calls {
  const isBatch = target.query.get("batch") === "1";
  const path = target.path.slice(ENDPOINT.length + 1);
  const paths = isBatch ? path.split(",") : [path];
  // tRPC would decode it, and so know a procedure by a second name.
  if (path.includes("%")) throw new AppError("NOT_FOUND");
  if (paths.length > MAX_BATCH) {
    throw new AppError("MALFORMED_REQUEST", { message: `A batch has at most ${MAX_BATCH} calls.` });
  }
  return { paths, isBatch };
}

function kindOf(procedures: Door["procedures"], { paths }: Calls): Kind | undefined {
  const found = new Set(paths.flatMap((path) => procedures.get(path)?.type ?? []));
  if (found.size > 1) {
    throw new AppError("MALFORMED_REQUEST", { message: "A batch has queries or mutations, not both." });
  }
  const [kind] = found;
  return kind;
}

function assertParameters(query: ReadonlyMap<string, string>, allowed: readonly string[]): void {
  const unknown = [...query.keys()].filter((name) => !allowed.includes(name));
  const details = unknown.map((field) => ({ field, issue: "Is not a known parameter." }));
  if ((query.get("batch") ?? "1") !== "1") details.push({ field: "batch", issue: "Must be 1." });
  if (details.length > 0) throw new AppError("VALIDATION_ERROR", { details });
}

/** Which calls a batch has is the client library's doing, and may differ the next time. */
function assertOneCallAKey({ headers }: Request, kind: Kind, paths: readonly string[]): void {
  if (kind !== "mutation" || paths.length === 1 || !headers.has(KEY_FIELD)) return;
  throw new AppError("MALFORMED_REQUEST", { message: `${KEY_FIELD} is for one call, and this is a batch of several.` });
}

/** The input of each call, judged but still as it was sent; undefined where there is none. */
async function readInputs(
  { request, target }: Located,
  kind: Kind,
  { paths, isBatch }: Calls,
): Promise<readonly unknown[]> {
  assertOneCallAKey(request, kind, paths);
  let text: string | undefined;
  if (kind === "query") {
    assertParameters(target.query, ["batch", "input"]);
    if (!hasNone(request)) await assertNoBody(request);
    text = target.query.get("input");
  } else {
    assertParameters(target.query, ["batch"]);
    text = (await readJsonText(request)) || "{}";
  }
  if (text === undefined) return [];
  const input = parseStrictJson(text);
  assertWireInput(input, isBatch ? paths.length : null);
  return isBatch ? paths.map((_, at) => Reflect.get(Object(input), at)) : [input];
}

type Door = { config: AnyTRPCRouter["_def"]["_config"]; procedures: ReadonlyMap<string, Callable> };

function callable(procedure: AnyTRPCProcedure): Callable {
  const { type, meta } = procedure._def;
  // tRPC forgets the type of it, which the compiler holds it to where it is written.
  return { type, meta: meta as Meta | undefined, run: compileProcedure(procedure) };
}

/** One where all agree; otherwise the body says which call ended how. */
function statusOf(outcomes: readonly Outcome[]): number {
  const [first = 200, ...others] = new Set(outcomes.map(({ status }) => status));
  return others.length > 0 ? MULTI_STATUS : first;
}

async function answer(door: Door, exchange: Located, { paths, isBatch }: Calls, kind: Kind): Promise<Answer> {
  const context = contextOf(exchange, isBatch);
  const named = paths.map((path): Call => ({ path, procedure: door.procedures.get(path), wireInput: undefined }));
  const called = named.flatMap(({ procedure }) => procedure ?? []);
  const metas = called.flatMap(({ meta }) => meta ?? []);
  for (const [name, value] of deprecationFields(metas)) context.responseHeaders.set(name, value);
  const inputs = await readInputs(exchange, kind, { paths, isBatch }).catch((error: unknown) =>
    refuseUnread(context, called, error),
  );
  const caller = { config: door.config, ctx: context, onStray: (error: AppError) => logExchange(exchange, error) };
  const outcomes = await Promise.all(
    named.map((call, at) => callProcedure(caller, { ...call, wireInput: inputs[at] }, at)),
  );
  const bodies = outcomes.map(({ body }) => body);
  const own: Record<string, string> = { ...JSON_TYPE };
  for (const { error } of outcomes) Object.assign(own, error?.headers);
  const whole = respond(exchange, statusOf(outcomes), JSON.stringify(isBatch ? bodies : bodies[0]), own);
  return withHeaders(whole, context.responseHeaders, limitFields(context));
}

/** The door to a router's procedures over tRPC's own protocol; no client can ask for a stream of it. */
export function createTrpcDoor(router: AnyTRPCRouter): TrpcDoor {
  const config = router._def._config;
  const entries = Object.entries<AnyTRPCProcedure>(router._def.procedures);
  const procedures = new Map(entries.map(([path, procedure]) => [path, callable(procedure)]));
  const door = { config, procedures };

  return {
    find(exchange) {
      const calls = readCalls(exchange);
      const kind = kindOf(procedures, calls);
      return kind
        ? { route: ROUTE, methods: METHODS[kind], serve: (located) => answer(door, located, calls, kind) }
        : null;
    },
    fail(exchange, error) {
      const { body, status } = failedOutcome(config, error);
      return respond(exchange, status, JSON.stringify(body), { ...error.headers, ...JSON_TYPE });
    },
  };
}
