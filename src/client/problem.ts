import { isTRPCClientError } from "@trpc/client";
import type { AppRouter } from "@/server/root";
import type { ErrorCode, ErrorDetail } from "@/types/api";
import { problemTexts } from "./texts/problem";

/** What went wrong, as a page shows it. The request ID finds the log line; the code is null where the server said nothing. */
export type Problem = { message: string; details: ErrorDetail[]; requestId: string | null; code: ErrorCode | null };

/** Something that the browser itself could not do; its message is for the person. */
export class BrowserProblem extends Error {
  override readonly name = "BrowserProblem";
}

/** A problem that the browser has found by itself. */
export function ownProblem(message: string, details: ErrorDetail[] = []): Problem {
  return { message, details, requestId: null, code: null };
}

function retryAfterOf(error: { meta?: Record<string, unknown> | undefined }): number {
  const response = error.meta?.response;
  return response instanceof Response ? Number(response.headers.get("retry-after")) : 0;
}

/** Reads the failure envelope out of whatever a call threw. */
export function toProblem(error: unknown): Problem {
  if (error instanceof BrowserProblem) return ownProblem(error.message);
  if (!isTRPCClientError<AppRouter>(error) || !error.data) return ownProblem(problemTexts.unreachable);
  const { code, message, details = [] } = error.data.error;
  const seconds = code === "RATE_LIMITED" ? retryAfterOf(error) : 0;
  const sentence = seconds > 0 ? `${problemTexts.tooMany} ${problemTexts.retryIn(seconds)}` : message;
  return { message: sentence, details, requestId: error.data.meta.requestId, code };
}

/** The failure's code in the envelope; null where the server said nothing. */
export function codeOf(error: unknown): ErrorCode | null {
  return (isTRPCClientError<AppRouter>(error) && error.data?.error.code) || null;
}

/** Whether it is worth asking again: the fault is not in the request. */
export function isPassing(error: unknown): boolean {
  const status = isTRPCClientError<AppRouter>(error) ? error.data?.httpStatus : undefined;
  return status === undefined || status >= 500;
}
