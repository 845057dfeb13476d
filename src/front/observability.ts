import { env } from "@/lib/env";
import { metrics, setMetrics } from "@/lib/metrics";
import { runOutsideRequest } from "@/lib/request-context";
import { readOutboxQueue } from "@/services/outbox.service";

/** Begins to measure, where somebody asks for it. Otherwise nothing of the SDK is even loaded. */
export async function startObservability(): Promise<void> {
  if (env.METRICS_TOKEN === undefined || metrics()) return;
  const { createMetrics } = await import("@/lib/metrics-sdk");
  setMetrics(runOutsideRequest(() => createMetrics({ readQueue: readOutboxQueue })));
}

export async function stopObservability(): Promise<void> {
  await metrics()?.stop();
  setMetrics(null);
}
