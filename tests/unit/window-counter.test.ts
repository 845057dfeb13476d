import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WindowCounter } from "@/lib/window-counter";

const MINUTE_MS = 60_000;
const QUOTA = 3;

function counterAt(options: { maxKeys?: number } = {}) {
  let time = 0;
  const counter = new WindowCounter({ ...options, time: () => time });
  return {
    counter,
    pass: (ms: number) => {
      time += ms;
    },
    use: (key: string, cost = 1) => counter.use({ key, cost, quota: QUOTA, windowMs: MINUTE_MS }),
  };
}

function heapNow(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}

describe("WindowCounter", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("counts each key by itself, each use by its cost", () => {
    const { use } = counterAt();
    expect([use("a").used, use("a", 2).used, use("b").used, use("a").used]).toEqual([1, 3, 1, 4]);
  });

  it("begins a window with its first use, and a new one when that is over, also for a spent key", () => {
    const { use, pass } = counterAt();
    for (let count = 0; count < QUOTA; count += 1) use("a");
    pass(20_000);
    expect(use("a")).toEqual({ used: 4, msLeft: 40_000 });
    pass(39_999);
    expect(use("a")).toEqual({ used: 5, msLeft: 1 });
    pass(1);
    expect(use("a")).toEqual({ used: 1, msLeft: MINUTE_MS });
  });

  it("forgets what is over when there are many", () => {
    const { counter, use, pass } = counterAt({ maxKeys: 8 });
    for (const key of ["a", "b", "c"]) use(key);
    pass(MINUTE_MS);
    for (const key of ["d", "e"]) use(key);
    expect(counter.size).toBe(2);
  });

  it.each([1, -1])("R5: keeps its windows when the clock is set by %i days", (days) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const counter = new WindowCounter();
    const use = () => counter.use({ key: "a", cost: 1, quota: QUOTA, windowMs: MINUTE_MS });
    use();
    vi.setSystemTime(Date.now() + days * 86_400_000);
    const { used, msLeft } = use();
    expect(used).toBe(2);
    expect(msLeft).toBeGreaterThan(0);
    expect(msLeft).toBeLessThanOrEqual(MINUTE_MS);
  });

  it("takes over what another counter knows", () => {
    const { counter, use, pass } = counterAt();
    use("a");
    counter.learn("a", QUOTA, { used: 7, msLeft: 10_000 });
    expect(use("a")).toEqual({ used: 8, msLeft: 10_000 });
    counter.learn("a", QUOTA, { used: 1, msLeft: 5_000 });
    expect(use("a")).toEqual({ used: 2, msLeft: 5_000 });
    pass(5_000);
    expect(use("a").used).toBe(1);
  });

  it("R6: a million keys take the room of the most that are kept, and do not make it forget a spent one", () => {
    const { counter, use } = counterAt();
    for (let count = 0; count < QUOTA; count += 1) use("spent");
    const before = heapNow();
    for (let key = 0; key < 1_000_000; key += 1) use(`2001:db8:${key.toString(16)}:0::/64`);
    const grownMb = (heapNow() - before) / 1_048_576;
    expect(counter.size).toBeLessThanOrEqual(50_000);
    expect(grownMb).toBeLessThan(20);
    expect(use("spent").used).toBe(QUOTA + 1);
  });

  it("R6: keeps no more spent ones either, and counts newcomers all the same", () => {
    const { counter, use } = counterAt({ maxKeys: 10 });
    for (let key = 0; key < 100; key += 1) use(`spent-${key}`, QUOTA);
    expect(counter.size).toBeLessThanOrEqual(5);
    expect([use("new").used, use("newer").used, use("new").used]).toEqual([1, 1, 2]);
    expect(use("spent-99").used).toBe(QUOTA + 1);
  });
});
