import type { Attributes, Span } from "@opentelemetry/api";
import { currentSpan, runWithSpan } from "./request-context";
import type { TraceParent } from "./trace-parent";

/** Where a trace goes on that began elsewhere. */
export type RemoteParent = TraceParent & {
  /** Whether its word on sampling counts; its IDs always do. */
  isTrusted: boolean;
};

type Kind = "internal" | "client";

export type Tracing = {
  /** The span of a request. */
  serve(name: string, attributes: Attributes, parent: RemoteParent | null): Span;
  /** A span inside of another one, or the beginning of a trace of its own. */
  start(name: string, kind: Kind, attributes: Attributes, parent: Span | null): Span;
  /** Marks a span as failed, by an error's code: messages may quote what a person sent. */
  fail(span: Span, code: string): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
};

const globals = globalThis as typeof globalThis & { gatehouseTracing?: Tracing | null };

/**
 * What makes spans; null where nobody traces, so that the one check is all that it costs. It lives on `globalThis`, as
 * Next's own bundle is a second copy of this. Nothing is registered with OpenTelemetry's global API: Next would find it, and
 * write spans with paths and queries in them.
 */
export function tracing(): Tracing | null {
  return globals.gatehouseTracing ?? null;
}

export function setTracing(tracing: Tracing | null): void {
  globals.gatehouseTracing = tracing;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

async function runIn<T>(tracer: Tracing, span: Span, work: (span: Span | null) => Promise<T>): Promise<T> {
  try {
    return await runWithSpan(span, () => work(span));
  } catch (error) {
    tracer.fail(span, codeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

type Options = {
  kind?: Kind;
  /** Whether it may be the beginning of a trace. What works in the background all the time would bury the others. */
  mayBegin?: boolean;
};

/** Runs a part of a request in a span of its own. Where nobody traces, or not this request, it just runs. */
export function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span | null) => Promise<T>,
  { kind = "internal", mayBegin = false }: Options = {},
): Promise<T> {
  const tracer = tracing();
  const parent = tracer && currentSpan();
  if (!tracer || !(parent?.isRecording() ?? mayBegin)) return work(null);
  return runIn(tracer, tracer.start(name, kind, attributes, parent), work);
}
