import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { metrics } from "@/lib/metrics";
import type { Answer } from "../http/answer";
import { type Located, logExchange, type Resource, respond, withImplied } from "../http/exchange";

const PATH = "/api/metrics";
const METHODS = withImplied(["GET"]);
const BEARER = /^bearer +(\S+)$/i;
/** Of Prometheus' text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** By their hashes, which are of one length: the time tells nothing about the token. */
function assertToken(authorization: string | null, token: string): void {
  const given = BEARER.exec(authorization ?? "")?.[1] ?? "";
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new AppError("UNAUTHENTICATED", { message: "The metrics need their token." });
}

function assertNoParameters({ target }: Located): void {
  const details = [...target.query.keys()].map((field) => ({ field, issue: "Is not a known parameter." }));
  if (details.length > 0) throw new AppError("VALIDATION_ERROR", { details });
}

async function serve(exchange: Located, token: string): Promise<Answer> {
  assertToken(exchange.request.headers.get("authorization"), token);
  assertNoParameters(exchange);
  const measured = metrics();
  if (!measured) throw new AppError("SERVICE_UNAVAILABLE");
  const text = await measured.text();
  logExchange(exchange, null);
  return respond(exchange, 200, text, { "Content-Type": METRICS_TYPE });
}

/** The metrics of this process, for Prometheus. Null where there is no token, and so no such path. */
export function findMetrics(path: string, token = env.METRICS_TOKEN): Resource | null {
  if (path !== PATH || token === undefined) return null;
  return { route: PATH, methods: METHODS, serve: (exchange) => serve(exchange, token) };
}
