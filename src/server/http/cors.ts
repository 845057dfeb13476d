import { env } from "@/lib/env";
import { SECURITY_FIELDS } from "./security-fields";

const EXPOSED =
  "X-Request-Id, ETag, Location, Retry-After, Allow, RateLimit, RateLimit-Policy, WWW-Authenticate, Idempotency-Replayed";
const REQUEST_FIELDS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id";
const PREFLIGHT_MAX_AGE_SECONDS = 600;

type Fields = Readonly<Record<string, string>>;

/** Vary is there also for origins that are not listed, so that no cache hands the answer for one origin to another. */
const UNLISTED: Fields = { ...SECURITY_FIELDS, Vary: "Origin" };

const LISTED: ReadonlyMap<string, Fields> = new Map(
  env.CORS_ORIGINS.map((origin) => [
    origin,
    {
      ...UNLISTED,
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Expose-Headers": EXPOSED,
    },
  ]),
);

/** Whether pages of this origin may call the API and read its answers: exactly as it is in CORS_ORIGINS (T1). */
export function isListedOrigin(origin: string): boolean {
  return LISTED.has(origin);
}

/** What every answer to a request with this Origin field has, made once: the fields of security, and those of CORS. */
export function fieldsFor(origin: string | null): Fields {
  return (origin !== null && LISTED.get(origin)) || UNLISTED;
}

/** What an answer to OPTIONS says besides, for a path with these methods. */
export function preflightFields(headers: Headers, allow: string): Fields {
  const origin = headers.get("origin");
  if (origin === null || !isListedOrigin(origin) || !headers.has("access-control-request-method")) return {};
  return {
    "Access-Control-Allow-Methods": allow,
    "Access-Control-Allow-Headers": REQUEST_FIELDS,
    "Access-Control-Max-Age": String(PREFLIGHT_MAX_AGE_SECONDS),
  };
}
