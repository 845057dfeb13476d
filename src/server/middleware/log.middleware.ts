import { performance } from "node:perf_hooks";
import type { Span } from "@opentelemetry/api";
import { metrics } from "@/lib/metrics";
import { runWithRequestId } from "@/lib/request-context";
import { inSpan, tracing } from "@/lib/tracing";
import { toAppError } from "../errors";
import { isInputLogged, logCall, logInput } from "../log-call";
import { middleware } from "../trpc";

const FIRST_FAULT = 500;

/** One line a call, and a span where calls are traced, with what it was, who asked, how long it took and how it ended. */
export const log = middleware(async ({ ctx, path, next, batchIndex, getRawInput }) => {
  const started = performance.now();
  const attributes = { "rpc.system": "trpc", "rpc.method": path, "gatehouse.surface": ctx.surface };
  const call = async (span: Span | null) => {
    if (isInputLogged()) await logInput(getRawInput);
    const result = await next();
    const error = result.ok ? null : toAppError(result.error);
    const code = error?.code ?? "OK";
    const seconds = (performance.now() - started) / 1000;
    metrics()?.measure("gatehouse.procedure.duration", seconds, { procedure: path, code, surface: ctx.surface });
    span?.setAttribute("gatehouse.code", code);
    if (span && error && error.status >= FIRST_FAULT) tracing()?.fail(span, code);
    logCall({ path, surface: ctx.surface, started, error, caller: ctx.caller(), ctx });
    return result;
  };
  // A page's call comes from within the process, where Next.js runs by itself, and nothing has begun its trace.
  const work = () => inSpan(path, attributes, call, { mayBegin: true });
  return ctx.isBatch ? runWithRequestId(`${ctx.requestId}.${batchIndex}`, work) : work();
});
