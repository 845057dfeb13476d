import { AppError } from "./errors";
import { currentSignal, type Signal } from "./request-context";

const BUDGET_MS = 10_000;

let budgetMs = BUDGET_MS;

/** Replaces the ten seconds that a request has, so that tests need not wait for them; `null` gives them back. */
export function setTimeBudget(milliseconds: number | null): void {
  budgetMs = milliseconds ?? BUDGET_MS;
}

/** As much of an AbortSignal as is needed: Node's own costs each request more than validating its input. */
class Budget implements Signal {
  aborted = false;
  reason: unknown;
  readonly #listeners = new Set<() => void>();

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  readonly runOut = (): void => {
    this.aborted = true;
    this.reason = new AppError("TIMEOUT");
    for (const listener of [...this.#listeners]) listener();
  };
}

/** Runs the work for one request with a signal that is aborted when its time has run out. */
export async function withTimeBudget<T>(work: (signal: Signal) => Promise<T>): Promise<T> {
  const budget = new Budget();
  const timer = setTimeout(budget.runOut, budgetMs).unref();
  try {
    return await work(budget);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for `work` only as long as the request being served has time. What has begun goes on where it cannot be stopped.
 * @throws AppError `TIMEOUT`, and whatever the work throws
 */
export function withinBudget<T>(work: () => Promise<T>): Promise<T> {
  const signal = currentSignal();
  if (signal === null) return work();
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp);
    work().then(
      (value) => {
        signal.removeEventListener("abort", giveUp);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", giveUp);
        reject(error);
      },
    );
  });
}
