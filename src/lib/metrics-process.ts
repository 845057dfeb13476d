import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { BatchObservableResult, Meter } from "@opentelemetry/api";
import { readVersions } from "./versions";

const NANO = 1e-9;
const MICRO = 1e-6;
/** Milliseconds between two looks at the event loop: what is below is not told apart. */
const RESOLUTION_MS = 10;

type Observe = (result: BatchObservableResult) => void;

function observeUse(meter: Meter): void {
  const cpu = meter.createObservableCounter("process.cpu.time", { unit: "s", description: "CPU time used." });
  const memory = meter.createObservableGauge("process.memory.usage", { unit: "By", description: "Resident memory." });
  const start = meter.createObservableGauge("process.start_time", { unit: "s", description: "Start, in Unix time." });
  const used = meter.createObservableGauge("v8js.memory.heap.used", { unit: "By", description: "Heap in use." });
  const total = meter.createObservableGauge("v8js.memory.heap.total", { unit: "By", description: "Heap reserved." });
  const startedAt = performance.timeOrigin / 1000;
  const observe: Observe = (result) => {
    const { user, system } = process.cpuUsage();
    const heap = getHeapStatistics();
    result.observe(cpu, (user + system) * MICRO);
    result.observe(memory, process.memoryUsage.rss());
    result.observe(start, startedAt);
    result.observe(used, heap.used_heap_size);
    result.observe(total, heap.total_heap_size);
  };
  meter.addBatchObservableCallback(observe, [cpu, memory, start, used, total]);
}

/** @returns what ends the measuring */
function observeEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const gauge = (name: string, description: string) =>
    meter.createObservableGauge(`nodejs.eventloop.delay.${name}`, { unit: "s", description });
  const mean = gauge("mean", "How late the event loop is, on average since it was last read.");
  const p99 = gauge("p99", "How late the event loop is, 99th percentile since it was last read.");
  const max = gauge("max", "How late the event loop is, at worst since it was last read.");
  const lag = (nanoseconds: number) =>
    // Without a sample yet it is no number; the resolution is part of what is measured.
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds * NANO - RESOLUTION_MS / 1000) : 0;
  const observe: Observe = (result) => {
    result.observe(mean, lag(delay.mean));
    result.observe(p99, lag(delay.percentile(99)));
    result.observe(max, lag(delay.max));
    delay.reset();
  };
  meter.addBatchObservableCallback(observe, [mean, p99, max]);
  return () => void delay.disable();
}

/**
 * What this process is and uses: versions, CPU, memory, event loop.
 * @returns what ends the measuring
 */
export function observeProcess(meter: Meter): () => void {
  observeUse(meter);
  const { gatehouse, ...others } = readVersions();
  const build = meter.createObservableGauge("gatehouse.build.info", { description: "What runs; always 1." });
  build.addCallback((result) => result.observe(1, { version: gatehouse, ...others }));
  return observeEventLoop(meter);
}
