import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than what a password costs on most machines, and short enough for a person not to mind. */
const STEP_MS = 50;

/**
 * Lets a failure out only at whole steps of time since the work began, so that how far the work had come cannot be told
 * from when it failed: a row that is found takes a fifth of a millisecond longer than one that is not. A success is not
 * held up.
 * @throws whatever the work throws
 */
export async function failEvenly<Result>(work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  try {
    return await work();
  } catch (error) {
    const taken = performance.now() - started;
    await sleep(Math.ceil(taken / STEP_MS) * STEP_MS - taken);
    throw error;
  }
}
