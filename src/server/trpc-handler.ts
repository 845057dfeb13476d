import { type AnyTRPCProcedure, type AnyTRPCRouter, getTRPCErrorShape } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { AppError } from "@/lib/errors";
import { parseStrictJson } from "@/lib/json";
import type { Context } from "./context";
import { toAppError, toTrpcError } from "./errors";
import { type Answer, fromResponse } from "./http/answer";
import { assertNoBody, readJsonText } from "./http/body";
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
import { type Limited, refuseUnread } from "./limit-call";
import type { Meta } from "./trpc";

const ENDPOINT = "/api/trpc";
const ROUTE = `${ENDPOINT}/{procedure}`;
const MAX_BATCH = 10;
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

function kindOf(kinds: ReadonlyMap<string, Kind>, { paths }: Calls): Kind | undefined {
  const found = new Set(paths.flatMap((path) => kinds.get(path) ?? []));
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

/** The input as JSON text, judged; undefined when there is none. */
async function readInput(
  { request, target }: Located,
  kind: Kind,
  { paths, isBatch }: Calls,
): Promise<string | undefined> {
  assertOneCallAKey(request, kind, paths);
  let text: string | undefined;
  if (kind === "query") {
    assertParameters(target.query, ["batch", "input"]);
    await assertNoBody(request);
    text = target.query.get("input");
  } else {
    assertParameters(target.query, ["batch"]);
    text = (await readJsonText(request)) || "{}";
  }
  if (text === undefined) return undefined;
  const input = parseStrictJson(text);
  assertWireInput(input, isBatch ? paths.length : null);
  return JSON.stringify(input);
}

/** A request of our own making: nothing that a client says in its header reaches tRPC, so it cannot ask for a stream. */
function cleanRequest(path: string, isBatch: boolean, kind: Kind, input: string | undefined): Request {
  const url = new URL(path, "http://localhost");
  if (isBatch) url.searchParams.set("batch", "1");
  if (kind === "mutation") return new Request(url, { method: "POST", headers: JSON_TYPE, body: input ?? "" });
  if (input !== undefined) url.searchParams.set("input", input);
  return new Request(url);
}

function responseHeaders(context: Context, errors: readonly unknown[]): Headers {
  const headers = new Headers(context.responseHeaders);
  for (const error of errors) {
    for (const [name, value] of Object.entries(toAppError(error).headers)) headers.set(name, value);
  }
  return headers;
}

/** The procedures that are called, each as often as it is. */
function limitedOf(router: AnyTRPCRouter, { paths }: Calls): Limited[] {
  const procedures = new Map(Object.entries<AnyTRPCProcedure>(router._def.procedures));
  return paths.flatMap((path) => {
    const definition = procedures.get(path)?._def;
    // tRPC forgets the type of it, which the compiler holds it to where it is written.
    return definition ? { type: definition.type, meta: definition.meta as Meta | undefined } : [];
  });
}

async function answer(router: AnyTRPCRouter, exchange: Located, calls: Calls, kind: Kind): Promise<Answer> {
  const context = contextOf(exchange, calls.isBatch);
  const called = limitedOf(router, calls);
  const metas = called.flatMap(({ meta }) => meta ?? []);
  for (const [name, value] of deprecationFields(metas)) context.responseHeaders.set(name, value);
  const input = await readInput(exchange, kind, calls).catch((error: unknown) => refuseUnread(context, called, error));
  const response = await fetchRequestHandler({
    endpoint: ENDPOINT,
    router,
    req: cleanRequest(exchange.target.path, calls.isBatch, kind, input),
    maxBatchSize: MAX_BATCH,
    createContext: () => context,
    responseMeta: ({ errors }) => ({ headers: responseHeaders(context, errors) }),
    // A procedure logs its failures itself, and those have our error for a cause.
    onError: ({ error }) => {
      if (!(error.cause instanceof AppError)) logExchange(exchange, toAppError(error));
    },
  });
  for (const [name, value] of Object.entries(exchange.fields)) response.headers.set(name, value);
  const whole = await fromResponse(response);
  return exchange.request.method === "HEAD" ? { ...whole, body: null } : whole;
}

/** The door to a router's procedures over tRPC's own protocol. */
export function createTrpcDoor(router: AnyTRPCRouter): TrpcDoor {
  const { procedures, _config: config } = router._def;
  const entries = Object.entries<AnyTRPCProcedure>(procedures);
  const kinds = new Map(entries.map(([path, { _def }]): [string, Kind] => [path, _def.type]));

  return {
    find(exchange) {
      const calls = readCalls(exchange);
      const kind = kindOf(kinds, calls);
      return kind
        ? { route: ROUTE, methods: METHODS[kind], serve: (located) => answer(router, located, calls, kind) }
        : null;
    },
    fail(exchange, error) {
      const ofTrpc = { config, error: toTrpcError(error), type: "unknown", path: undefined } as const;
      const shape = getTRPCErrorShape({ ...ofTrpc, input: undefined, ctx: undefined });
      const body = JSON.stringify({ error: config.transformer.output.serialize(shape) });
      return respond(exchange, error.status, body, { ...error.headers, ...JSON_TYPE });
    },
  };
}
