import { performance } from "node:perf_hooks";
import type { AppError, ErrorCode } from "@/lib/errors";
import { logger } from "@/lib/logger";
import type { Context, Surface } from "./context";
import { REPLAYED_FIELD } from "./idempotency";
import { outlineInput } from "./input-outline";

type Call = {
  /** The procedure, or the URL's path where no procedure was reached. */
  path: string;
  surface: Surface;
  /** From `performance.now()`. */
  started: number;
  error: AppError | null;
  caller: string;
  /** Of a call that reached a procedure. */
  ctx?: Context;
};

type Line = {
  path: string;
  surface: Surface;
  ms: number;
  code: ErrorCode | "OK";
  caller: string;
  /** Those that are to blame. */
  fields?: string[];
  /** The limit that refused it. */
  policy?: string;
  /** Answered as the first time, by its Idempotency-Key. */
  replayed?: true;
};

const FIELD = /^[A-Za-z0-9_.-]{1,64}$/;
const MAX_FIELDS = 10;

/** Only what can be the name of a field: the others are what somebody sent. */
function fieldsOf(error: AppError | null): Pick<Line, "fields"> {
  const fields = (error?.details ?? []).map(({ field }) => field).filter((field) => FIELD.test(field));
  return fields.length > 0 ? { fields: fields.slice(0, MAX_FIELDS) } : {};
}

function circumstances(error: AppError | null, ctx: Context | undefined): Pick<Line, "policy" | "replayed"> {
  if (!ctx) return {};
  const spent = error?.code === "RATE_LIMITED" && [...ctx.limits.values()].find(({ used, quota }) => used > quota);
  const replayed = ctx.responseHeaders.has(REPLAYED_FIELD);
  return { ...(spent && { policy: spent.policy }), ...(replayed && { replayed }) };
}

/** Writes the one line that each call leaves behind: `error` with its cause for our faults, `info` for all else. */
export function logCall({ path, surface, started, error, caller, ctx }: Call): void {
  const ms = Math.round((performance.now() - started) * 100) / 100;
  const what = { path, surface, ms, code: error?.code ?? "OK", caller } as const;
  const line: Line = { ...what, ...fieldsOf(error), ...circumstances(error, ctx) };
  if (error && error.status >= 500) logger.error({ ...line, err: error.cause ?? error }, "call failed");
  else logger.info(line, "call");
}

/** Whether inputs are written down. */
export function isInputLogged(): boolean {
  return logger.isLevelEnabled("debug");
}

/** Writes down what a call was asked with, as far as that may be known. Never throws. */
export async function logInput(getRawInput: () => Promise<unknown>): Promise<void> {
  try {
    logger.debug({ input: outlineInput(await getRawInput()) }, "input");
  } catch {
    // What cannot be read is said by the call's own line.
  }
}
