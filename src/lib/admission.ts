import { AppError } from "./errors";

/**
 * Lets `concurrency` pieces of work run at once; the others wait in line, each at most `maxWaitMs`.
 * @returns a function that runs the work, or throws AppError `SERVICE_UNAVAILABLE` when its turn did not come in time
 */
export function createAdmission(concurrency: number, maxWaitMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting = new Set<() => void>();
  let running = 0;

  function enter(): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(admit);
        reject(new AppError("SERVICE_UNAVAILABLE"));
      }, maxWaitMs);
      waiting.add(admit);
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
