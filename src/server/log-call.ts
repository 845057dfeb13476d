import { performance } from "node:perf_hooks";
import type { AppError, ErrorCode } from "@/lib/errors";
import { logger } from "@/lib/logger";
import type { Surface } from "./context";

type Call = {
  /** The procedure, or the URL's path where no procedure was reached. */
  path: string;
  surface: Surface;
  /** From `performance.now()`. */
  started: number;
  error: AppError | null;
  caller: string;
};

type Line = { path: string; surface: Surface; ms: number; code: ErrorCode | "OK"; caller: string };

/** Writes the one line that each call leaves behind: `error` with its cause for our faults, `info` for all else. */
export function logCall({ path, surface, started, error, caller }: Call): void {
  const ms = Math.round((performance.now() - started) * 100) / 100;
  const line: Line = { path, surface, ms, code: error?.code ?? "OK", caller };
  if (error && error.status >= 500) logger.error({ ...line, err: error.cause ?? error }, "call failed");
  else logger.info(line, "call");
}
