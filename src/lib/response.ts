import { now } from "./clock";
import type { AppError, ErrorCode, ErrorDetail } from "./errors";
import { currentRequestId } from "./request-context";

export type Pagination = { limit: number; nextCursor: string | null; total?: number };
export type Meta = { requestId: string; timestamp: string };
export type ErrorBody = { code: ErrorCode; message: string; details?: ErrorDetail[] };
export type Success<Data> = { success: true; data: Data; meta: Meta };
export type ListSuccess<Item> = { success: true; data: Item[]; meta: Meta & { pagination: Pagination } };
export type Failure = { success: false; error: ErrorBody; meta: Meta };
export type Envelope<Data> = Success<Data> | Failure;

/** What a list service gives, and what the envelope unfolds into `data` and `meta.pagination`. */
export type Page<Item> = { items: Item[]; pagination: Pagination };

/** The envelope that a procedure with this output answers with. */
export type Enveloped<Output> = [Output] extends [Page<infer Item>] ? ListSuccess<Item> : Success<Output>;

function meta(): Meta {
  return { requestId: currentRequestId(), timestamp: now().toISOString() };
}

function isPage(output: unknown): output is Page<unknown> {
  return typeof output === "object" && output !== null && "items" in output && "pagination" in output;
}

/** Wraps a procedure's output: a page becomes the array and `meta.pagination`, anything else becomes `data`. */
export function success(output: unknown): Success<unknown> | ListSuccess<unknown> {
  if (isPage(output)) {
    return { success: true, data: output.items, meta: { ...meta(), pagination: output.pagination } };
  }
  return { success: true, data: output, meta: meta() };
}

/** The one place that builds a failure's body. Nothing of `error.cause` is read. */
export function failure(error: AppError): Failure {
  const body: ErrorBody = { code: error.code, message: error.message };
  if (error.details) body.details = error.details;
  return { success: false, error: body, meta: meta() };
}
