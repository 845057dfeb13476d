import { performance } from "node:perf_hooks";
import { metrics } from "@/lib/metrics";
import { runWithRequestId } from "@/lib/request-context";
import { toAppError } from "../errors";
import { logCall } from "../log-call";
import { middleware } from "../trpc";

/** One line a call, with what it was, who asked, how long it took and how it ended. */
export const log = middleware(async ({ ctx, path, next, batchIndex }) => {
  const started = performance.now();
  const lineId = ctx.isBatch ? `${ctx.requestId}.${batchIndex}` : ctx.requestId;
  return runWithRequestId(lineId, async () => {
    const result = await next();
    const error = result.ok ? null : toAppError(result.error);
    const labels = { procedure: path, code: error?.code ?? "OK", surface: ctx.surface };
    metrics()?.measure("gatehouse.procedure.duration", (performance.now() - started) / 1000, labels);
    logCall({ path, surface: ctx.surface, started, error, caller: ctx.caller() });
    return result;
  });
});
