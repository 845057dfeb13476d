import { currentSpan, isBeingServed, runWithRequest } from "@/lib/request-context";
import { success } from "@/lib/response";
import { middleware } from "../trpc";

/** Outermost: every success leaves in the envelope. A failure gets its envelope from the formatter or from REST. */
export const envelope = middleware(({ ctx, next }) => {
  const answer = () => next().then((result) => (result.ok ? { ...result, data: success(result.data) } : result));
  const { requestId, ip, signal } = ctx;
  // A call from within the process comes through no door that would have said whose request it is.
  if (isBeingServed({ requestId, ip, signal })) return answer();
  return runWithRequest({ requestId, ip, signal, span: currentSpan() }, answer);
});
