import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { failEvenly } from "@/lib/even-time";

async function timeOfFailure(workMs: number): Promise<number> {
  const started = performance.now();
  const work = async () => {
    await sleep(workMs);
    throw new Error(`after ${workMs}`);
  };
  await expect(failEvenly(work)).rejects.toThrow(`after ${workMs}`);
  return performance.now() - started;
}

describe("failEvenly", () => {
  it("A2: lets a failure out at a whole step only, however early it was decided", async () => {
    const [sooner, later] = [await timeOfFailure(1), await timeOfFailure(25)];
    // Timers may fire a hair early, and never much so.
    expect(sooner).toBeGreaterThan(48);
    expect(later).toBeGreaterThan(48);
  });

  it("does not hold up a success", async () => {
    const slow = timeOfFailure(1);
    const first = await Promise.race([failEvenly(async () => "success"), slow.then(() => "failure")]);
    await slow;
    expect(first).toBe("success");
  });
});
