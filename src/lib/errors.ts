import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";

type CatalogueEntry = {
  status: number;
  trpc: TRPC_ERROR_CODE_KEY;
  /** What the client reads when the thrower says nothing better. */
  message: string;
  /** When this happens, for the documentation. */
  when: string;
  /** What the client does about it, for the documentation. */
  remedy: string;
};

/** Every failure a client can meet. Status, tRPC code, OpenAPI responses, docs and types are read from here. */
export const ERRORS = {
  MALFORMED_REQUEST: {
    status: 400,
    trpc: "PARSE_ERROR",
    message: "The request could not be read.",
    when: "The body is no JSON, the URL cannot be decoded, a key or parameter is given twice, or nesting is over 32.",
    remedy: "Send well-formed JSON and a well-formed URL. `message` says what could not be read.",
  },
  VALIDATION_ERROR: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "One or more fields are invalid.",
    when: "The input does not fit the schema; unknown keys are refused by name.",
    remedy: "Correct the fields that `details` names, each with its reason, and send it again.",
  },
  UNAUTHENTICATED: {
    status: 401,
    trpc: "UNAUTHORIZED",
    message: "You are not signed in, or the credentials are not valid.",
    when: "There are no credentials, or they are wrong. Carries `WWW-Authenticate`.",
    remedy: "Sign in, or send a valid API key as `Authorization: Bearer …`.",
  },
  FORBIDDEN: {
    status: 403,
    trpc: "FORBIDDEN",
    message: "You are not allowed to do this.",
    when: "The caller is known and not allowed, or the request came from another site.",
    remedy:
      "Call it with an account or a key that has the permission which the reference names; a browser must send it from the site itself.",
  },
  REAUTHENTICATION_REQUIRED: {
    status: 403,
    trpc: "FORBIDDEN",
    message: "Confirm your password, or sign in again, to do this.",
    when: "A sensitive change without the current password or a fresh sign-in.",
    remedy: "Send `currentPassword`, or call `POST /api/auth/reauthenticate`, and send it again within ten minutes.",
  },
  NOT_FOUND: {
    status: 404,
    trpc: "NOT_FOUND",
    message: "There is nothing here.",
    when: "No such path or row. A row of somebody else answers the same as one that does not exist.",
    remedy: "Check the path and the ID. Whether it is gone or somebody else's is not told.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    trpc: "METHOD_NOT_SUPPORTED",
    message: "This path does not have that method.",
    when: "The path exists, not with that method. Carries `Allow`.",
    remedy: "Use one of the methods in `Allow`.",
  },
  CONFLICT: {
    status: 409,
    trpc: "CONFLICT",
    message: "This collides with something that exists.",
    when: "A unique value is taken, the last active admin would be lost, or a request with this idempotency key is at work.",
    remedy:
      "Where `details` names a field, choose another value. With an idempotency key, wait and ask again with the same key.",
  },
  PRECONDITION_FAILED: {
    status: 412,
    trpc: "PRECONDITION_FAILED",
    message: "It has changed since you read it. Read it again.",
    when: "`If-Match` does not hold.",
    remedy: "Read it again, look at what changed, and send your change with the new `ETag` in `If-Match`.",
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    trpc: "PAYLOAD_TOO_LARGE",
    message: "The body is larger than 64 KiB.",
    when: "The body is larger than 64 KiB.",
    remedy: "Send less: no operation needs as much.",
  },
  URI_TOO_LONG: {
    status: 414,
    trpc: "BAD_REQUEST",
    message: "The URL is longer than 8 KiB.",
    when: "The URL is longer than 8 KiB.",
    remedy: "Send less in the URL. tRPC: split the batch.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    trpc: "UNSUPPORTED_MEDIA_TYPE",
    message: "Send the body as application/json, in UTF-8 and not compressed.",
    when: "The body is not `application/json` in UTF-8, or it is compressed.",
    remedy: "Send `Content-Type: application/json`, in UTF-8 and without `Content-Encoding`.",
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    trpc: "UNPROCESSABLE_CONTENT",
    message: "This idempotency key was used for another request.",
    when: "An idempotency key was used again with another request.",
    remedy: "Make a new key for every new request; use one again only to repeat the very same request.",
  },
  RATE_LIMITED: {
    status: 429,
    trpc: "TOO_MANY_REQUESTS",
    message: "Too many requests. Try again later.",
    when: "A limit was reached. Carries `Retry-After` in seconds.",
    remedy: "Wait as many seconds as `Retry-After` says. `RateLimit` shows beforehand what is left.",
  },
  INTERNAL_ERROR: {
    status: 500,
    trpc: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong on our side.",
    when: "A fault in the server. The request ID finds it in the logs.",
    remedy: "Report it with the request ID. Asking again is safe with an `Idempotency-Key`.",
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    trpc: "SERVICE_UNAVAILABLE",
    message: "The service is not available right now. Try again shortly.",
    when: "The database or another part is away, or the server is stopping. Carries `Retry-After`.",
    remedy: "Ask again after `Retry-After` seconds; a change with the same `Idempotency-Key`, so that it happens once.",
  },
  TIMEOUT: {
    status: 504,
    trpc: "GATEWAY_TIMEOUT",
    message: "The request took too long.",
    when: "The request's time budget ran out.",
    remedy:
      "Ask again, a change with the same `Idempotency-Key`: nothing of it was carried out, or you are told what was.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** One field that is to blame: a dotted path (`profile.name`, `tags.0`) and a sentence for a person. */
export type ErrorDetail = { field: string; issue: string };

type AppErrorOptions = {
  message?: string;
  details?: ErrorDetail[];
  /** Response fields that this failure needs, such as `Allow`. */
  headers?: Record<string, string>;
  /** What really happened; logged, never sent. */
  cause?: unknown;
};

/** The only error that services throw. Its message and details are safe to send to a client; its cause is not. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? ERRORS[code].message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details;
    this.headers = { ...DEFAULT_HEADERS[code], ...options.headers };
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

const DEFAULT_HEADERS: Partial<Record<ErrorCode, Record<string, string>>> = {
  UNAUTHENTICATED: { "WWW-Authenticate": 'Bearer realm="api"' },
  RATE_LIMITED: { "Retry-After": "60" },
  SERVICE_UNAVAILABLE: { "Retry-After": "2" },
};

/** Shorthand for the commonest refusal: one field, one sentence. */
export function invalidField(field: string, issue: string): AppError {
  return new AppError("VALIDATION_ERROR", { details: [{ field, issue }] });
}
