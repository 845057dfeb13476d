/** Durations, in seconds: each with the labels that it is told apart by. All of these have few values. */
export type Measures = {
  "http.server.request.duration": {
    "http.request.method": string;
    /** A template such as `/api/users/{id}`, never the path itself. */
    "http.route": string;
    "http.response.status_code": number;
  };
  "gatehouse.procedure.duration": { procedure: string; code: string; surface: string };
  "db.client.operation.duration": { "db.collection.name": string; "db.operation.name": string; outcome: string };
};

/** Events that are only counted. */
export type Counts = {
  "gatehouse.rate_limit.refusals": { policy: string };
  "gatehouse.sign_ins": { method: string; outcome: string };
  "gatehouse.sessions.opened": { kind: "own" | "impersonation" };
  "gatehouse.idempotency.replays": { procedure: string };
};

export type Metrics = {
  measure<Name extends keyof Measures>(name: Name, seconds: number, labels: Measures[Name]): void;
  count<Name extends keyof Counts>(name: Name, labels: Counts[Name]): void;
  /** Everything, in Prometheus' text format. */
  text(): Promise<string>;
  flush(): Promise<void>;
  stop(): Promise<void>;
};

const globals = globalThis as typeof globalThis & { gatehouseMetrics?: Metrics | null };

/**
 * The process's metrics; null where nobody has asked for any, so that the one check is all that they cost. They live on
 * `globalThis`, as Next's own bundle is a second copy of this.
 */
export function metrics(): Metrics | null {
  return globals.gatehouseMetrics ?? null;
}

export function setMetrics(metrics: Metrics | null): void {
  globals.gatehouseMetrics = metrics;
}
