import { isKnown } from "@/lib/if-match";
import type { Context } from "../context";
import { toAppError } from "../errors";
import { type Answer, withHeaders } from "../http/answer";
import { deprecationFields } from "../http/deprecation";
import {
  contextOf,
  type Located,
  type Resource,
  respondNotModified,
  respondWithFailure,
  respondWithJson,
} from "../http/exchange";
import { limitFields, refuseUnread } from "../limit-call";
import { decodeInput, successFields } from "./codec";
import { type Operation, type Route, routeTable } from "./route-table";

const PREFIX_LENGTH = "/api".length;

async function call(operation: Operation, context: Context, input: unknown, exchange: Located): Promise<Answer> {
  const { id, type, rest, run } = operation;
  let envelope: unknown;
  try {
    envelope = await run({ ctx: context, readInput: () => input, path: id, type, batchIndex: 0 });
  } catch (error) {
    // The procedure has logged it.
    return respondWithFailure(exchange, toAppError(error));
  }
  const fields = successFields(operation, envelope, exchange.target);
  const isUnchanged =
    type === "query" &&
    fields.ETag !== undefined &&
    isKnown(fields.ETag, exchange.request.headers.get("if-none-match"));
  if (isUnchanged) return respondNotModified(exchange, fields);
  return respondWithJson(exchange, rest.status ?? 200, envelope, fields);
}

async function serve(route: Route, segments: readonly string[], exchange: Located): Promise<Answer> {
  const { method } = exchange.request;
  const operation = route.byMethod.get(method === "HEAD" ? "GET" : method);
  // The door lets in the route's own methods only.
  if (!operation) throw new Error(`${method} was let in`);
  const context = contextOf(exchange, false);
  for (const [name, value] of deprecationFields([operation.meta])) context.responseHeaders.set(name, value);
  let input: unknown;
  try {
    const decoded = decodeInput(operation, segments, exchange);
    input = decoded instanceof Promise ? await decoded : decoded;
  } catch (error) {
    return refuseUnread(context, [operation], error);
  }
  const answer = await call(operation, context, input, exchange);
  return withHeaders(answer, context.responseHeaders, limitFields(context));
}

/** The REST resource at a path, which begins with `/api`; null where there is none. */
export function findRestResource(path: string): Resource | null {
  const found = routeTable.find(path.slice(PREFIX_LENGTH));
  if (!found) return null;
  const { route, params } = found;
  return { route: route.path, methods: route.methods, serve: (exchange) => serve(route, params, exchange) };
}
