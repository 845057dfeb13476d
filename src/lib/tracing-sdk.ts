import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { env } from "./env";
import { listenToFailures, ownResource } from "./otlp";
import { currentRequestId } from "./request-context";
import { createSampler, markStranger } from "./sampler";
import type { RemoteParent, Tracing } from "./tracing";

const EXPORT_WITHIN_MS = 10_000;
const REQUEST_ID = "gatehouse.request_id";
const KINDS = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT };

function contextOf(parent: RemoteParent | null): Context {
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled, isTrusted } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const context = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
  return isTrusted ? context : markStranger(context);
}

/** Begins to trace. Only ever imported where somebody asks for it, as it loads the SDK. */
export function createTracing(exporter: SpanExporter): Tracing {
  listenToFailures();
  const processor = new BatchSpanProcessor({
    exporter,
    scheduledDelayMillis: env.OTEL_BSP_SCHEDULE_DELAY,
    exportTimeoutMillis: EXPORT_WITHIN_MS,
  });
  const provider = new TracerProvider({
    sampler: createSampler(env),
    spanProcessors: [processor],
    resource: ownResource(),
  });
  const tracer = provider.getTracer("gatehouse");
  return {
    serve(name, attributes, parent) {
      const all = { ...attributes, [REQUEST_ID]: currentRequestId() };
      return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: all }, contextOf(parent));
    },
    start(name, kind, attributes, parent) {
      const all = { ...attributes, [REQUEST_ID]: currentRequestId() };
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      return tracer.startSpan(name, { kind: KINDS[kind], attributes: all }, context);
    },
    fail(span, code) {
      span.setAttribute("error.type", code);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    flush: () => provider.forceFlush(),
    stop: () => provider.shutdown(),
  };
}
