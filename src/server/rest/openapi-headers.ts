import type { Json } from "./openapi-schemas";
import type { Operation } from "./route-table";

export const REQUEST_ID = "X-Request-Id";

/** The fields of answers, by name. */
export const HEADERS: Record<string, Json> = {
  [REQUEST_ID]: {
    description: "The ID of this request: the client's own if it is fit, otherwise a new one.",
    schema: { type: "string" },
    example: "req_01jd3k7x0v5m8q2w4r6t9y1b3c",
  },
  ETag: { description: "The version, for `If-Match`.", schema: { type: "string" }, example: '"1"' },
  "Idempotency-Replayed": {
    description: "`true` on an answer that was given before, to the same request with the same `Idempotency-Key`.",
    schema: { type: "string", const: "true" },
    example: "true",
  },
  Location: {
    description: "Where the new thing is.",
    schema: { type: "string" },
    example: "/api/users/0198c0de-7a1b-7000-8000-000000000001",
  },
  Deprecation: {
    description: "Since when the operation should not be used any more (RFC 9745).",
    schema: { type: "string" },
    example: "@1767225600",
  },
  Sunset: {
    description: "When the operation ends (RFC 8594).",
    schema: { type: "string" },
    example: "Thu, 31 Dec 2026 00:00:00 GMT",
  },
  Link: {
    description: "Where its deprecation is written about.",
    schema: { type: "string" },
    example: '</docs/changes>; rel="deprecation"; type="text/html"',
  },
  Allow: { description: "The methods of this path.", schema: { type: "string" }, example: "GET, HEAD, OPTIONS" },
  "WWW-Authenticate": { description: "How to sign in.", schema: { type: "string" }, example: 'Bearer realm="api"' },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" }, example: 2 },
  "RateLimit-Policy": {
    description: "What calls are counted against (RFC 9651): the quota `q` of a window of `w` seconds.",
    schema: { type: "string" },
    example: '"signin-email";q=10;w=60, "signin";q=60;w=60',
  },
  RateLimit: {
    description:
      "What is left (RFC 9651): `r` of each quota, and the seconds `t` until its window is over, the tightest first.",
    schema: { type: "string" },
    example: '"signin-email";r=9;t=60, "signin";r=59;t=60',
  },
};

const IF_MATCH = {
  name: "If-Match",
  in: "header",
  description: "The `ETag` of the version that the change is meant for. Another one in between: `PRECONDITION_FAILED`.",
  schema: { type: "string" },
  example: '"1"',
};

const IF_NONE_MATCH = {
  name: "If-None-Match",
  in: "header",
  description: "The `ETag` of the version that you have. If it is still that: 304, without a body.",
  schema: { type: "string" },
  example: '"1"',
};

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "A random text of yours, such as a UUID: however often the request comes with it, it is carried out once, and answered as the first time, for 24 hours. `CONFLICT` while it is still being carried out, `IDEMPOTENCY_MISMATCH` for another request.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
  example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
};

/** The fields of a request that this operation looks at. */
export function headerParameters({ type, meta }: Operation, hasVersion: boolean): Json[] {
  return [
    ...(meta.errors?.includes("PRECONDITION_FAILED") ? [IF_MATCH] : []),
    ...(type === "query" && hasVersion ? [IF_NONE_MATCH] : []),
    ...(type === "mutation" ? [IDEMPOTENCY_KEY] : []),
  ];
}
