import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/env";
import { metrics, setMetrics } from "@/lib/metrics";
import { runOutsideRequest } from "@/lib/request-context";
import { setTracing, tracing } from "@/lib/tracing";
import { readOutboxQueue } from "@/services/outbox.service";

/** A collector that is away or hangs costs what was not sent yet, and holds up nobody. */
const STOP_WITHIN_MS = 1_500;

async function startTracing(): Promise<void> {
  const { createTraceExporter } = await import("@/lib/otlp");
  const { createTracing } = await import("@/lib/tracing-sdk");
  setTracing(createTracing(await createTraceExporter()));
}

async function startMetrics(): Promise<void> {
  const { createMetrics } = await import("@/lib/metrics-sdk");
  const { createMetricExporter } = await import("@/lib/otlp");
  const push = env.TELEMETRY.pushesMetrics ? await createMetricExporter() : null;
  setMetrics(createMetrics({ readQueue: readOutboxQueue, push }));
}

/** Begins to measure and to trace, where somebody asks for it. Otherwise nothing of the SDK is even loaded. */
export async function startObservability(): Promise<void> {
  const { traces, metrics: measures } = env.TELEMETRY;
  if (traces && !tracing()) await runOutsideRequest(startTracing);
  if (measures && !metrics()) await runOutsideRequest(startMetrics);
}

async function atMost(work: Promise<unknown>[]): Promise<void> {
  await Promise.race([Promise.allSettled(work), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
}

/** Sends what has not been sent yet. Never throws, and takes its time within bounds. */
async function flushObservability(): Promise<void> {
  await atMost([tracing()?.flush(), metrics()?.flush()].map((work) => Promise.resolve(work)));
}

let isListening = false;

/**
 * Where Next.js runs by itself it ends the process, without asking us: what there is by then is sent as soon as the signal
 * comes, while the last requests are answered.
 */
export function flushAtSignal(): void {
  if (isListening || (!tracing() && !metrics())) return;
  isListening = true;
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void flushObservability());
}

/** The same, for the last time. */
export async function stopObservability(): Promise<void> {
  const stopping = [tracing()?.stop(), metrics()?.stop()].map((work) => Promise.resolve(work));
  setTracing(null);
  setMetrics(null);
  await atMost(stopping);
}
