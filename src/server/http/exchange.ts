import { performance } from "node:perf_hooks";
import type { AppError } from "@/lib/errors";
import { currentIp, type Signal } from "@/lib/request-context";
import { failure, success } from "@/lib/response";
import { type Context, createContext, type Surface } from "../context";
import { logCall } from "../log-call";
import { readSessionCookie } from "../session-cookie";
import type { Answer, Fields } from "./answer";
import { fieldsFor } from "./cors";
import { type Observation, observe } from "./observation";
import { isFromOurProxy, isLocalRequest } from "./peer";
import { pathAndQuery, type Target } from "./url";

const LOGGED_PATH_MAX = 200;

/** A request on its way through the edge, with what is known about it so far. */
export type Exchange = {
  request: Request;
  requestId: string;
  started: number;
  surface: Surface;
  /** Aborted once its time has run out. */
  signal: Signal;
  /** The fields that every answer to it has, besides its ID. */
  fields: Readonly<Record<string, string>>;
  /** Who watches it; null where nobody does. */
  observation: Observation | null;
};

/** An exchange whose URL could be read. */
export type Located = Exchange & { target: Target };

/** What a path leads to. */
export type Resource = {
  /** The path with `{names}` in it: of these there are only as many as we wrote. */
  route: string;
  /** The methods, HEAD and OPTIONS among them. */
  methods: readonly string[];
  /** @throws AppError for what goes wrong before a procedure; what goes wrong inside of one is answered */
  serve(exchange: Located): Promise<Answer> | Answer;
};

function askedBy(request: Request) {
  const { method, headers } = request;
  return { method, traceParent: headers.get("traceparent"), isTrusted: isFromOurProxy(request) };
}

/** Begins an exchange: from here on there is always an answer with the right fields. */
export function openExchange(request: Request, requestId: string, signal: Signal): Exchange {
  return {
    request,
    requestId,
    signal,
    started: performance.now(),
    surface: /^\/api\/trpc(?![^/?])/.test(pathAndQuery(request.url)) ? "trpc" : "rest",
    observation: observe(() => askedBy(request)),
    fields: fieldsFor(request.headers.get("origin")),
  };
}

/** The methods of a path with these: HEAD where there is GET, and OPTIONS; sorted. */
export function withImplied(methods: readonly string[]): readonly string[] {
  return [...new Set([...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"])].sort();
}

/** Writes the line of a request that reached no procedure. */
export function logExchange({ request, started, surface }: Exchange, error: AppError | null): void {
  const [path = ""] = pathAndQuery(request.url).split("?", 1);
  logCall({ path: path.slice(0, LOGGED_PATH_MAX), surface, started, error, caller: "anonymous" });
}

/** An answer with the fields of the exchange and its own; for HEAD without the body, but with its length. */
export function respond(exchange: Exchange, status: number, body: NonNullable<Answer["body"]>, own: Fields): Answer {
  const { request, requestId, fields } = exchange;
  const length = String(Buffer.byteLength(body));
  const all = { ...fields, "X-Request-Id": requestId, "Content-Length": length, ...own };
  return { status, fields: all, body: request.method === "HEAD" ? null : body };
}

const JSON_TYPE: Fields = { "Content-Type": "application/json" };

export function respondWithFailure(exchange: Exchange, error: AppError): Answer {
  return respond(exchange, error.status, JSON.stringify(failure(error)), { ...error.headers, ...JSON_TYPE });
}

/** @param body an envelope */
export function respondWithJson(exchange: Exchange, status: number, body: unknown, own: Fields = {}): Answer {
  return respond(exchange, status, JSON.stringify(body), { ...own, ...JSON_TYPE });
}

/** For a client that has it already: no body, and so no length. */
export function respondNotModified({ fields, requestId }: Exchange, own: Fields): Answer {
  return { status: 304, fields: { ...fields, "X-Request-Id": requestId, ...own }, body: null };
}

/** For what the edge answers by itself. */
export function respondWithData(exchange: Exchange, data: unknown, own: Fields = {}): Answer {
  return respondWithJson(exchange, 200, success(data), own);
}

/** The context that procedures get. */
export function contextOf({ request, requestId, signal, surface }: Exchange, isBatch: boolean): Context {
  const { headers } = request;
  return createContext({
    requestId,
    surface,
    isBatch,
    isLocal: () => isLocalRequest(request),
    ip: currentIp(),
    userAgent: headers.get("user-agent"),
    ifMatch: headers.get("if-match"),
    idempotencyKey: headers.get("idempotency-key"),
    signal,
    sessionToken: readSessionCookie(headers.get("cookie")),
    authorization: headers.get("authorization"),
  });
}
