import { setGlobalErrorHandler } from "@opentelemetry/core";
import { detectResources, envDetector, type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { PushMetricExporter } from "@opentelemetry/sdk-metrics";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { env } from "./env";
import { logger } from "./logger";
import { runOutsideRequest } from "./request-context";
import { readVersions } from "./versions";

const COMPLAIN_EVERY_MS = 60_000;

let complainedAt = Number.NEGATIVE_INFINITY;

/** A collector that is away for a night leaves a line a minute. The error's message may quote the collector's answer. */
function complain(error: unknown): void {
  const at = performance.now();
  if (at - complainedAt < COMPLAIN_EVERY_MS) return;
  complainedAt = at;
  const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  runOutsideRequest(() => logger.warn({ reason }, "traces or metrics could not be delivered"));
}

/** Has the libraries' own complaints end in our log, which they would otherwise write to the console or nowhere. */
export function listenToFailures(): void {
  setGlobalErrorHandler(complain);
}

/** What all spans and metrics say of their origin; `OTEL_RESOURCE_ATTRIBUTES` may add to it. */
export function ownResource(): Resource {
  const own = { "service.name": env.OTEL_SERVICE_NAME, "service.version": readVersions().gatehouse };
  return detectResources({ detectors: [envDetector] }).merge(resourceFromAttributes(own));
}

// The exporters read where to send to, headers, time-outs and certificates from OpenTelemetry's own variables.

export async function createTraceExporter(): Promise<SpanExporter> {
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL;
  const { OTLPTraceExporter } = await (protocol === "http/json"
    ? import("@opentelemetry/exporter-trace-otlp-http")
    : import("@opentelemetry/exporter-trace-otlp-proto"));
  return new OTLPTraceExporter();
}

export async function createMetricExporter(): Promise<PushMetricExporter> {
  const protocol = env.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL;
  const { OTLPMetricExporter } = await (protocol === "http/json"
    ? import("@opentelemetry/exporter-metrics-otlp-http")
    : import("@opentelemetry/exporter-metrics-otlp-proto"));
  return new OTLPMetricExporter();
}
