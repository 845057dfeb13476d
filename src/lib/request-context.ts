import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "@opentelemetry/api";
import type { Tx } from "./prisma";
import { newRequestId } from "./request-id";

type BeforeCommit = (tx: Tx) => Promise<void>;

/** What is asked of an AbortSignal here, which any is good for. */
export type Signal = {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
};

type RequestStore = {
  requestId: string;
  /** The address that the request came from, where it is known. */
  ip: string | null;
  /** Aborted once the time for the request has run out. */
  signal?: Signal | null;
  /** What each of its transactions does last. */
  beforeCommit?: BeforeCommit;
  /** What is being traced at this moment. */
  span?: Span | null;
};

type Shared = { storage: AsyncLocalStorage<RequestStore>; processId: string };

const globals = globalThis as typeof globalThis & { gatehouseRequests?: Shared };

// Shared through globalThis, as Next's own bundle is a second copy of this: the one database client asks whose query it is.
globals.gatehouseRequests ??= { storage: new AsyncLocalStorage<RequestStore>(), processId: newRequestId("proc") };
const { storage, processId } = globals.gatehouseRequests;

/** Runs `work` as part of a request: every log line, envelope and audit event made inside it, across awaits, says so. */
export function runWithRequest<T>(request: RequestStore, work: () => T): T {
  return storage.run(request, work);
}

/** Whether it is in just this request that one asks. */
export function isBeingServed({ requestId, ip, signal = null }: RequestStore): boolean {
  const served = storage.getStore();
  return served?.requestId === requestId && served.ip === ip && (served.signal ?? null) === signal;
}

/** The same for a part of a request that is called by another ID, and for work that no request asked for. */
export function runWithRequestId<T>(requestId: string, work: () => T): T {
  return storage.run({ ip: null, ...storage.getStore(), requestId }, work);
}

/** Has every transaction in `work` end with this, in the transaction. */
export function runWithBeforeCommit<T>(beforeCommit: BeforeCommit, work: () => T): T {
  return storage.run({ requestId: processId, ip: null, ...storage.getStore(), beforeCommit }, work);
}

/** Has what begins in `work` be traced as a part of this. */
export function runWithSpan<T>(span: Span, work: () => T): T {
  return storage.run({ requestId: processId, ip: null, ...storage.getStore(), span }, work);
}

/** What is being traced at this moment; null where nothing is. */
export function currentSpan(): Span | null {
  return storage.getStore()?.span ?? null;
}

/** The trace that is being written of the request being served; undefined where none is. */
export function currentTraceId(): string | undefined {
  const { traceId, traceFlags = 0 } = storage.getStore()?.span?.spanContext() ?? {};
  return (traceFlags & 1) === 1 ? traceId : undefined;
}

/** For what has to be written down about a request even when its time has run out. */
export function runBeyondBudget<T>(work: () => T): T {
  return storage.run({ requestId: processId, ip: null, ...storage.getStore(), signal: null }, work);
}

/** For what a request happens to begin, and what then lives as long as the process. */
export function runOutsideRequest<T>(work: () => T): T {
  return storage.run({ requestId: processId, ip: null }, work);
}

/** The ID of the request being served, or the process's own outside of one. */
export function currentRequestId(): string {
  return storage.getStore()?.requestId ?? processId;
}

/** The address that the request being served came from; null where nobody knows. */
export function currentIp(): string | null {
  return storage.getStore()?.ip ?? null;
}

/** Tells when the time for the request being served has run out; null where nobody waits for an answer. */
export function currentSignal(): Signal | null {
  return storage.getStore()?.signal ?? null;
}

/** What a transaction of the request being served does last, if anything. */
export function currentBeforeCommit(): BeforeCommit | null {
  return storage.getStore()?.beforeCommit ?? null;
}
