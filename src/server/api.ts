import { AppError } from "@/lib/errors";
import { runWithRequest } from "@/lib/request-context";
import { acceptRequestId } from "@/lib/request-id";
import { withTimeBudget } from "@/lib/time-budget";
import { toAppError } from "./errors";
import { type Answer, toResponse } from "./http/answer";
import { preflightFields } from "./http/cors";
import { assertNotCrossSite } from "./http/cross-site";
import {
  type Exchange,
  type Located,
  logExchange,
  openExchange,
  type Resource,
  respondWithData,
  respondWithFailure,
} from "./http/exchange";
import { parseTarget } from "./http/url";
import { findDocument } from "./rest/documents";
import { findRestResource } from "./rest/handler";
import { appRouter } from "./root";
import { createTrpcDoor } from "./trpc-handler";

const READING = ["GET", "HEAD", "OPTIONS"];

const trpc = createTrpcDoor(appRouter);

function find(exchange: Located): Resource | null {
  const { path } = exchange.target;
  if (!path.startsWith("/api/")) return null;
  return exchange.surface === "trpc" ? trpc.find(exchange) : (findDocument(path) ?? findRestResource(path));
}

function answerOptions(exchange: Exchange, { methods }: Resource): Answer {
  const allow = methods.join(", ");
  logExchange(exchange, null);
  return respondWithData(exchange, { methods }, { Allow: allow, ...preflightFields(exchange.request.headers, allow) });
}

async function answer(exchange: Exchange): Promise<Answer> {
  const { method, headers, url } = exchange.request;
  const located = { ...exchange, target: parseTarget(url) };
  const resource = find(located);
  if (!resource) throw new AppError("NOT_FOUND");
  if (method === "OPTIONS") return answerOptions(exchange, resource);
  if (!resource.methods.includes(method)) {
    throw new AppError("METHOD_NOT_ALLOWED", { headers: { Allow: resource.methods.join(", ") } });
  }
  if (!READING.includes(method)) assertNotCrossSite(headers);
  return resource.serve(located);
}

function refuse(exchange: Exchange, error: AppError): Answer {
  logExchange(exchange, error);
  return exchange.surface === "trpc" ? trpc.fail(exchange, error) : respondWithFailure(exchange, error);
}

async function answerOrRefuse(exchange: Exchange): Promise<Answer> {
  try {
    return await answer(exchange);
  } catch (error) {
    return refuse(exchange, toAppError(error));
  }
}

/**
 * Answers any request under `/api`, whatever it is, with an envelope (or a document), and leaves a line in the log.
 * Never throws.
 */
export function answerApiRequest(request: Request): Promise<Answer> {
  const requestId = acceptRequestId(request.headers.get("x-request-id"));
  return withTimeBudget((signal) =>
    runWithRequest({ requestId, ip: null, signal }, () => answerOrRefuse(openExchange(request, requestId, signal))),
  );
}

/** The same as a Response, for Next and for tests. */
export async function handleApiRequest(request: Request): Promise<Response> {
  return toResponse(await answerApiRequest(request));
}
