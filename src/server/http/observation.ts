import { performance } from "node:perf_hooks";
import { type Metrics, metrics } from "@/lib/metrics";

/** Nobody can make more of them by inventing methods and paths. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const OTHER_METHOD = "_OTHER";
const NO_ROUTE = "(none)";

/** A request that somebody watches, whatever becomes of it. */
export class Observation {
  readonly #metrics: Metrics;
  readonly #method: string;
  readonly #started = performance.now();
  #route = NO_ROUTE;

  constructor(sink: Metrics, method: string) {
    this.#metrics = sink;
    this.#method = METHODS.includes(method) ? method : OTHER_METHOD;
  }

  /** @param template the path with `{names}` in it, as in `/api/users/{id}` */
  found(template: string): void {
    this.#route = template;
  }

  async run(answer: () => Promise<Response>): Promise<Response> {
    const response = await answer();
    this.end(response.status);
    return response;
  }

  end(status: number): void {
    this.#metrics.measure("http.server.request.duration", (performance.now() - this.#started) / 1000, {
      "http.request.method": this.#method,
      "http.route": this.#route,
      "http.response.status_code": status,
    });
  }
}

/** Begins to watch a request; null where nobody wants to know, which is then all that it costs. */
export function observe(method: string): Observation | null {
  const sink = metrics();
  return sink && new Observation(sink, method);
}
