import type { Meter } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from "@opentelemetry/sdk-metrics";
import { now } from "./clock";
import { within } from "./deadline";
import { env } from "./env";
import type { Counts, Measures, Metrics } from "./metrics";
import { observeProcess } from "./metrics-process";
import { listenToFailures, ownResource } from "./otlp";
import { poolUse } from "./prisma";
import { toPrometheusText } from "./prometheus";
import { rateLimitStore } from "./rate-limiter";

/** A database that is away must not hold up all the other figures. */
const OUTBOX_WITHIN_MS = 700;
const EXPORT_WITHIN_MS = 10_000;
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const MEASURES: Record<keyof Measures, string> = {
  "http.server.request.duration": "Requests, by method, route template and status.",
  "gatehouse.procedure.duration": "Calls of procedures, by how they ended.",
  "db.client.operation.duration": "Queries, with the wait for a connection.",
};

const COUNTS: Record<keyof Counts, string> = {
  "gatehouse.rate_limit.refusals": "Calls refused by a limit.",
  "gatehouse.sign_ins": "Attempts to sign in that reached the credentials, by way and outcome.",
  "gatehouse.sessions.opened": "Sessions handed out.",
  "gatehouse.idempotency.replays": "Calls answered as the first time, by their Idempotency-Key.",
};

export type Queue = { waiting: number; oldestAt: Date | null };

/** What the figures are asked of that this wall does not know. */
export type Sources = {
  readQueue: () => Promise<Queue>;
  /** Sends them to a collector as well; null for nobody. */
  push: PushMetricExporter | null;
};

function observeQueue(meter: Meter, readQueue: Sources["readQueue"]): void {
  const waiting = meter.createObservableGauge("gatehouse.outbox.waiting", {
    description: "Mails that wait, as they were last counted.",
  });
  const oldest = meter.createObservableGauge("gatehouse.outbox.oldest_age", {
    unit: "s",
    description: "Since when the oldest of them waits.",
  });
  const up = meter.createObservableGauge("gatehouse.database.up", {
    description: "Whether the database answers; the figures of the outbox are old where it does not.",
  });
  meter.addBatchObservableCallback(
    async (result) => {
      const queue = await within(OUTBOX_WITHIN_MS, readQueue()).catch(() => null);
      result.observe(up, queue ? 1 : 0);
      if (!queue) return;
      const age = queue.oldestAt ? (now().getTime() - queue.oldestAt.getTime()) / 1000 : 0;
      result.observe(waiting, queue.waiting);
      result.observe(oldest, Math.max(0, age));
    },
    [up, waiting, oldest],
  );
}

function observeStores(meter: Meter): void {
  const away = meter.createObservableGauge("gatehouse.rate_limit.store_away", {
    description: "1 while limits are counted without Redis, which they should be counted in.",
  });
  away.addCallback((result) => result.observe(rateLimitStore().isAway ? 1 : 0));
  const connections = meter.createObservableGauge("db.client.connection.count", {
    description: "Connections of the pool; SQLite has none.",
  });
  const pending = meter.createObservableGauge("db.client.connection.pending_requests", {
    description: "Queries that wait for a connection.",
  });
  meter.addBatchObservableCallback(
    (result) => {
      const use = poolUse();
      if (!use) return;
      result.observe(connections, use.used, { state: "used" });
      result.observe(connections, use.idle, { state: "idle" });
      result.observe(pending, use.pending);
    },
    [connections, pending],
  );
}

function instruments(meter: Meter) {
  const histogram = (name: keyof Measures) =>
    meter.createHistogram(name, {
      unit: "s",
      description: MEASURES[name],
      advice: { explicitBucketBoundaries: SECONDS },
    });
  const counter = (name: keyof Counts) => meter.createCounter(name, { description: COUNTS[name] });
  return {
    measures: {
      "http.server.request.duration": histogram("http.server.request.duration"),
      "gatehouse.procedure.duration": histogram("gatehouse.procedure.duration"),
      "db.client.operation.duration": histogram("db.client.operation.duration"),
    },
    counts: {
      "gatehouse.rate_limit.refusals": counter("gatehouse.rate_limit.refusals"),
      "gatehouse.sign_ins": counter("gatehouse.sign_ins"),
      "gatehouse.sessions.opened": counter("gatehouse.sessions.opened"),
      "gatehouse.idempotency.replays": counter("gatehouse.idempotency.replays"),
    },
  };
}

/** Begins to measure. Only ever imported where somebody asks for metrics, as it loads the SDK. */
export function createMetrics({ readQueue, push }: Sources): Metrics {
  listenToFailures();
  // The exporter's own HTTP server stays off: the API serves the text.
  const reader = new PrometheusExporter({ preventServerStart: true });
  const exportIntervalMillis = env.OTEL_METRIC_EXPORT_INTERVAL;
  const exportTimeoutMillis = Math.min(exportIntervalMillis, EXPORT_WITHIN_MS);
  const pushing = push
    ? [new PeriodicExportingMetricReader({ exporter: push, exportIntervalMillis, exportTimeoutMillis })]
    : [];
  const provider = new MeterProvider({ readers: [reader, ...pushing], resource: ownResource() });
  const meter = provider.getMeter("gatehouse");
  const { measures, counts } = instruments(meter);
  const stopProcess = observeProcess(meter);
  observeQueue(meter, readQueue);
  observeStores(meter);
  return {
    measure: (name, seconds, labels) => measures[name].record(seconds, labels),
    count: (name, labels) => counts[name].add(1, labels),
    // What could not be read is left out, as the rest is wanted most when something is wrong.
    text: async () => toPrometheusText((await reader.collect()).resourceMetrics),
    flush: () => provider.forceFlush(),
    async stop() {
      stopProcess();
      await provider.shutdown();
    },
  };
}
