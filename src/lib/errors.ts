import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";

type CatalogueEntry = {
  status: number;
  trpc: TRPC_ERROR_CODE_KEY;
  /** What the client reads when the thrower says nothing better. */
  message: string;
  /** When this happens, for the documentation. */
  when: string;
};

/** Every failure a client can meet. Status, tRPC code, OpenAPI responses, docs and types are read from here. */
export const ERRORS = {
  MALFORMED_REQUEST: {
    status: 400,
    trpc: "PARSE_ERROR",
    message: "The request could not be read.",
    when: "The body is no JSON, the URL cannot be decoded, a key or parameter is given twice, or nesting is over 32.",
  },
  VALIDATION_ERROR: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "One or more fields are invalid.",
    when: "The input does not fit the schema; unknown keys are refused by name.",
  },
  UNAUTHENTICATED: {
    status: 401,
    trpc: "UNAUTHORIZED",
    message: "You are not signed in, or the credentials are not valid.",
    when: "There are no credentials, or they are wrong. Carries `WWW-Authenticate`.",
  },
  FORBIDDEN: {
    status: 403,
    trpc: "FORBIDDEN",
    message: "You are not allowed to do this.",
    when: "The caller is known and not allowed, or the request came from another site.",
  },
  REAUTHENTICATION_REQUIRED: {
    status: 403,
    trpc: "FORBIDDEN",
    message: "Confirm your password, or sign in again, to do this.",
    when: "A sensitive change without the current password or a fresh sign-in.",
  },
  NOT_FOUND: {
    status: 404,
    trpc: "NOT_FOUND",
    message: "There is nothing here.",
    when: "No such path or row. A row of somebody else answers the same as one that does not exist.",
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    trpc: "METHOD_NOT_SUPPORTED",
    message: "This path does not have that method.",
    when: "The path exists, not with that method. Carries `Allow`.",
  },
  CONFLICT: {
    status: 409,
    trpc: "CONFLICT",
    message: "This collides with something that exists.",
    when: "A unique value is taken, the last active admin would be lost, or a request with this idempotency key is at work.",
  },
  PRECONDITION_FAILED: {
    status: 412,
    trpc: "PRECONDITION_FAILED",
    message: "It has changed since you read it. Read it again.",
    when: "`If-Match` does not hold.",
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    trpc: "PAYLOAD_TOO_LARGE",
    message: "The body is larger than 64 KiB.",
    when: "The body is larger than 64 KiB.",
  },
  URI_TOO_LONG: {
    status: 414,
    trpc: "BAD_REQUEST",
    message: "The URL is longer than 8 KiB.",
    when: "The URL is longer than 8 KiB.",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    trpc: "UNSUPPORTED_MEDIA_TYPE",
    message: "Send the body as application/json, in UTF-8 and not compressed.",
    when: "The body is not `application/json` in UTF-8, or it is compressed.",
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    trpc: "UNPROCESSABLE_CONTENT",
    message: "This idempotency key was used for another request.",
    when: "An idempotency key was used again with another request.",
  },
  RATE_LIMITED: {
    status: 429,
    trpc: "TOO_MANY_REQUESTS",
    message: "Too many requests. Try again later.",
    when: "A limit was reached. Carries `Retry-After` in seconds.",
  },
  INTERNAL_ERROR: {
    status: 500,
    trpc: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong on our side.",
    when: "A fault in the server. The request ID finds it in the logs.",
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    trpc: "SERVICE_UNAVAILABLE",
    message: "The service is not available right now. Try again shortly.",
    when: "The database or another part is away, or the server is stopping. Carries `Retry-After`.",
  },
  TIMEOUT: {
    status: 504,
    trpc: "GATEWAY_TIMEOUT",
    message: "The request took too long.",
    when: "The request's time budget ran out.",
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
