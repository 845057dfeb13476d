import { performance } from "node:perf_hooks";
import type { Span } from "@opentelemetry/api";
import { logger } from "@/lib/logger";
import { metrics } from "@/lib/metrics";
import { runWithSpan } from "@/lib/request-context";
import { parseTraceParent } from "@/lib/trace-parent";
import { type RemoteParent, type Tracing, tracing } from "@/lib/tracing";

/** Nobody can make more of them by inventing methods and paths. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const OTHER_METHOD = "_OTHER";
const NO_ROUTE = "(none)";
const FIRST_FAULT = 500;

type Asked = {
  method: string;
  /** The request's `traceparent` field. */
  traceParent: string | null;
  /** Whether it comes from a proxy of ours. */
  isTrusted: boolean;
};

function remoteParent({ traceParent, isTrusted }: Asked): RemoteParent | null {
  const parent = parseTraceParent(traceParent);
  return parent && { ...parent, isTrusted };
}

/** A request that somebody watches, whatever becomes of it. */
export class Observation {
  readonly #tracer = tracing();
  readonly #method: string;
  readonly #started = performance.now();
  readonly #span: Span | null;
  #route = NO_ROUTE;

  constructor(asked: Asked) {
    this.#method = METHODS.includes(asked.method) ? asked.method : OTHER_METHOD;
    this.#span = this.#tracer && this.#open(this.#tracer, asked);
  }

  /** @param template the path with `{names}` in it, as in `/api/users/{id}` */
  found(template: string): void {
    this.#route = template;
    this.#span?.updateName(`${this.#method} ${template}`).setAttribute("http.route", template);
  }

  /** Runs what answers it as a part of its trace. */
  within<T>(work: () => T): T {
    return this.#span ? runWithSpan(this.#span, work) : work();
  }

  end(status: number): void {
    const ms = performance.now() - this.#started;
    if (logger.isLevelEnabled("debug")) {
      const request = { method: this.#method, route: this.#route, status };
      this.within(() => logger.debug({ request, ms: Math.round(ms * 100) / 100 }, "request"));
    }
    metrics()?.measure("http.server.request.duration", ms / 1000, {
      "http.request.method": this.#method,
      "http.route": this.#route,
      "http.response.status_code": status,
    });
    if (!this.#span) return;
    this.#span.setAttribute("http.response.status_code", status);
    if (status >= FIRST_FAULT) this.#tracer?.fail(this.#span, String(status));
    this.#span.end();
  }

  /** Neither the path nor the query, in which anything of a person's may stand. */
  #open(tracer: Tracing, asked: Asked): Span {
    return tracer.serve(this.#method, { "http.request.method": this.#method }, remoteParent(asked));
  }
}

/** Begins to watch a request; null where nobody wants to know, which is then all that it costs. */
export function observe(ask: () => Asked): Observation | null {
  return tracing() || metrics() || logger.isLevelEnabled("debug") ? new Observation(ask()) : null;
}
