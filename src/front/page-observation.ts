import type { IncomingMessage, ServerResponse } from "node:http";
import { metrics } from "@/lib/metrics";
import { runWithRequestId } from "@/lib/request-context";
import { acceptRequestId } from "@/lib/request-id";
import { tracing } from "@/lib/tracing";
import { observe } from "@/server/http/observation";
import { isOurProxy } from "@/server/http/peer";

/** Next alone knows which page a path is, so all of them are one; what never changes is told apart. */
function routeOf({ url = "" }: IncomingMessage): string {
  return url.startsWith("/_next/static/") ? "(static)" : "(page)";
}

function one(field: string | string[] | undefined): string | null {
  return typeof field === "string" ? field : null;
}

/**
 * Runs what answers a request for a page, measured and traced where somebody wants to know: what the page reads is then
 * a part of its trace.
 */
export function watchPage(incoming: IncomingMessage, outgoing: ServerResponse, answer: () => Promise<void>): void {
  if (!metrics() && !tracing()) {
    void answer();
    return;
  }
  const { headers, method = "", socket } = incoming;
  const requestId = acceptRequestId(one(headers["x-request-id"]));
  // `proxy.ts` keeps it, so that spans, log lines and the error page have the same one.
  headers["x-request-id"] = requestId;
  runWithRequestId(requestId, () => {
    const isTrusted = isOurProxy(socket.remoteAddress ?? "");
    const observation = observe(() => ({ method, traceParent: one(headers.traceparent), isTrusted }));
    observation?.found(routeOf(incoming));
    outgoing.once("close", () => observation?.end(outgoing.statusCode));
    void (observation ? observation.within(answer) : answer());
  });
}
