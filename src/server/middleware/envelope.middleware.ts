import { currentSpan, runWithRequest } from "@/lib/request-context";
import { success } from "@/lib/response";
import { middleware } from "../trpc";

/** Outermost: every success leaves in the envelope. A failure gets its envelope from the formatter or from REST. */
export const envelope = middleware(({ ctx, next }) =>
  // A call from within the process comes through no door that would have said whose request it is.
  runWithRequest({ requestId: ctx.requestId, ip: ctx.ip, signal: ctx.signal, span: currentSpan() }, async () => {
    const result = await next();
    return result.ok ? { ...result, data: success(result.data) } : result;
  }),
);
