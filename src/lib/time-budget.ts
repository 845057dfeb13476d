import { setMaxListeners } from "node:events";
import { AppError } from "./errors";
import { currentSignal } from "./request-context";

const BUDGET_MS = 10_000;

let budgetMs = BUDGET_MS;

/** Replaces the ten seconds that a request has, so that tests need not wait for them; `null` gives them back. */
export function setTimeBudget(milliseconds: number | null): void {
  budgetMs = milliseconds ?? BUDGET_MS;
}

/** Runs the work for one request with a signal that is aborted when its time has run out. */
export async function withTimeBudget<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Each call of a batch listens, and each of their transactions.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => controller.abort(new AppError("TIMEOUT")), budgetMs).unref();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for `work` only as long as the request being served has time. What has begun goes on where it cannot be stopped.
 * @throws AppError `TIMEOUT`, and whatever the work throws
 */
export async function withinBudget<T>(work: () => Promise<T>): Promise<T> {
  const signal = currentSignal();
  if (signal === null) return work();
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    const forget = () => signal.removeEventListener("abort", giveUp);
    work().then(resolve, reject).finally(forget);
  });
}
