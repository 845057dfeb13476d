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
import type { Observation } from "./http/observation";
import { clientIpOf } from "./http/peer";
import { parseTarget } from "./http/url";
import { findDocument } from "./rest/documents";
import { findRestResource } from "./rest/handler";
import { findMetrics } from "./rest/metrics-document";
import { appRouter } from "./root";
import { createTrpcDoor } from "./trpc-handler";

const READING = ["GET", "HEAD", "OPTIONS"];

const trpc = createTrpcDoor(appRouter);

function find(exchange: Located): Resource | null {
  const { path } = exchange.target;
  if (!path.startsWith("/api/")) return null;
  if (exchange.surface === "trpc") return trpc.find(exchange);
  return findDocument(path) ?? findMetrics(path) ?? findRestResource(path);
}

function answerOptions(exchange: Exchange, { methods }: Resource): Answer {
  const allow = methods.join(", ");
  logExchange(exchange, null);
  return respondWithData(exchange, { methods }, { Allow: allow, ...preflightFields(exchange.request.headers, allow) });
}

function answer(exchange: Exchange): Promise<Answer> | Answer {
  const { method, headers, url } = exchange.request;
  const located = Object.assign(exchange, { target: parseTarget(url) });
  const resource = find(located);
  if (!resource) throw new AppError("NOT_FOUND");
  exchange.observation?.found(resource.route);
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

type Work = (exchange: Exchange) => Promise<Answer>;

async function observed(exchange: Exchange, observation: Observation, work: Work): Promise<Answer> {
  const answered = await observation.within(() => work(exchange));
  observation.end(answered.status);
  return answered;
}

function exchangeFor(request: Request, work: Work): Promise<Answer> {
  const requestId = acceptRequestId(request.headers.get("x-request-id"));
  return withTimeBudget((signal) =>
    runWithRequest({ requestId, ip: clientIpOf(request), signal }, () => {
      const exchange = openExchange(request, requestId, signal);
      return exchange.observation ? observed(exchange, exchange.observation, work) : work(exchange);
    }),
  );
}

/**
 * Answers any request under `/api`, whatever it is, with an envelope (or a document), and leaves a line in the log.
 * Never throws.
 */
export function answerApiRequest(request: Request): Promise<Answer> {
  return exchangeFor(request, answerOrRefuse);
}

/** Answers a request under `/api` with this failure, without looking at what it asks for. Never throws. */
export function refuseApiRequest(request: Request, error: AppError): Promise<Answer> {
  return exchangeFor(request, async (exchange) => refuse(exchange, error));
}

/** The same as a Response, for Next and for tests. */
export async function handleApiRequest(request: Request): Promise<Response> {
  return toResponse(await answerApiRequest(request));
}
