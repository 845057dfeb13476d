import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import type { MetricData, ResourceMetrics } from "@opentelemetry/sdk-metrics";

/** Names that dashboards for Node know, where OpenTelemetry has others. The serializer adds `_total` to counters. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  "process.cpu.time": "process_cpu_seconds",
  "process.memory.usage": "process_resident_memory_bytes",
  "process.start_time": "process_start_time_seconds",
  "v8js.memory.heap.used": "nodejs_heap_size_used_bytes",
  "v8js.memory.heap.total": "nodejs_heap_size_total_bytes",
  "nodejs.eventloop.delay.mean": "nodejs_eventloop_lag_mean_seconds",
  "nodejs.eventloop.delay.p99": "nodejs_eventloop_lag_p99_seconds",
  "nodejs.eventloop.delay.max": "nodejs_eventloop_lag_max_seconds",
};
const SUFFIXES: Readonly<Record<string, string>> = { s: "_seconds", By: "_bytes" };

const serializer = new PrometheusSerializer("", false, undefined, true, true);

/** The serializer leaves the unit out of the name, where Prometheus wants it. */
function rename(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const renamed = WELL_KNOWN[name] ?? `${name}${SUFFIXES[unit] ?? ""}`;
  return { ...metric, descriptor: { ...metric.descriptor, name: renamed, unit: "" } };
}

/** Writes metrics as Prometheus' text format, 0.0.4. */
export function toPrometheusText(collected: ResourceMetrics): string {
  const scopeMetrics = collected.scopeMetrics.map(({ scope, metrics }) => ({ scope, metrics: metrics.map(rename) }));
  return serializer.serialize({ ...collected, scopeMetrics });
}
