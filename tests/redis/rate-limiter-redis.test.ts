import { performance } from "node:perf_hooks";
import { createClient } from "@redis/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { RateLimiter, type Standing } from "@/lib/rate-limiter";
import { logLinesSince, logPosition } from "../helpers/logs";
import { startRedis, type TestRedis } from "../helpers/redis";
import { freePort } from "../helpers/server-process";

const QUOTA = 40;
/** Of which a quarter is given out while Redis is away. */
const AWAY_QUOTA = 10;
/** However busy the machine is, a Redis that is there is not taken for one that hangs. */
const PATIENT_MS = 15_000;
const STANDARD_MS = 250;

let redis: TestRedis;
let limiters: RateLimiter[] = [];
let subject = "";
let tests = 0;

function unconnected(url: string, answerWithinMs = PATIENT_MS): RateLimiter {
  const limiter = new RateLimiter(url, answerWithinMs);
  limiters.push(limiter);
  return limiter;
}

async function newLimiter(answerWithinMs = PATIENT_MS): Promise<RateLimiter> {
  const limiter = unconnected(redis.url, answerWithinMs);
  await vi.waitFor(() => expect(limiter.store.isAway).toBe(false), { timeout: PATIENT_MS });
  return limiter;
}

const spend = async (limiter: RateLimiter, who = subject): Promise<Standing> =>
  limiter.use({ policy: "tests", subject: who, quota: QUOTA, windowSeconds: 60, cost: 1 });

const isLetThrough = ({ used, quota }: Standing) => used <= quota;

async function letThrough(uses: Promise<Standing>[]): Promise<number> {
  return (await Promise.all(uses)).filter(isLetThrough).length;
}

/** Uses until Redis counts again, as each use says who counted it. */
async function untilBack(limiter: RateLimiter): Promise<void> {
  await vi.waitFor(async () => expect((await spend(limiter, "probe")).quota).toBe(QUOTA), { timeout: PATIENT_MS });
}

async function longestOf(limiter: RateLimiter, count: number): Promise<number> {
  let longest = 0;
  for (let use = 0; use < count; use += 1) {
    const started = performance.now();
    await spend(limiter, "slow");
    longest = Math.max(longest, performance.now() - started);
  }
  return longest;
}

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(() => {
  tests += 1;
  subject = `somebody-${tests}`;
});

afterEach(async () => {
  for (const limiter of limiters) await limiter.close();
  limiters = [];
});

afterAll(() => redis.stop());

describe("a limiter with Redis", () => {
  it("R1: is exact over instances and at once", async () => {
    const instances = [await newLimiter(), await newLimiter(), await newLimiter()];
    const uses = Array.from({ length: 300 }, (_, index) => instances[index % 3] ?? expect.fail());
    expect(await letThrough(uses.map((limiter) => spend(limiter)))).toBe(QUOTA);
    expect(instances.map(({ store }) => store)).toEqual(instances.map(() => ({ kind: "redis", isAway: false })));
  });

  it("keeps no more in Redis than the count, for as long as the window", async () => {
    await spend(await newLimiter());
    const client = await createClient({ url: redis.url }).connect();
    const key = `gatehouse:limit:tests:${subject}`;
    expect(await client.get(key)).toBe("1");
    expect(await client.pTTL(key)).toBeGreaterThan(0);
    expect(await client.pTTL(key)).toBeLessThanOrEqual(60_000);
    client.destroy();
  });

  it("R5: no window is longer than it should be, as after the clock of Redis was set back", async () => {
    const limiter = await newLimiter();
    await spend(limiter);
    const client = await createClient({ url: redis.url }).connect();
    await client.pExpire(`gatehouse:limit:tests:${subject}`, 86_400_000);
    client.destroy();
    const { used, msLeft } = await spend(limiter);
    expect(used).toBe(2);
    expect(msLeft).toBeLessThanOrEqual(60_000);
  });
});

describe("without its Redis", () => {
  afterEach(async () => {
    redis.resume();
    await redis.kill();
    await redis.restart();
  });

  it("R8: a limiter gives out a quarter, and nothing to who is spent already", async () => {
    const limiter = await newLimiter();
    for (let use = 0; use < QUOTA; use += 1) await spend(limiter);
    await redis.kill();
    expect(await letThrough(Array.from({ length: 20 }, () => spend(limiter)))).toBe(0);
    expect(await letThrough(Array.from({ length: 20 }, () => spend(limiter, "newcomer")))).toBe(AWAY_QUOTA);
    expect(limiter.store).toEqual({ kind: "redis", isAway: true });
  });

  it("F5: it is back when Redis is, and says both once", async () => {
    const limiter = await newLimiter();
    await spend(limiter);
    const since = logPosition();
    await redis.kill();
    for (let use = 0; use < 5; use += 1) expect((await spend(limiter)).quota).toBe(AWAY_QUOTA);
    await redis.restart();
    await untilBack(limiter);
    expect(limiter.store.isAway).toBe(false);
    const lines = logLinesSince(since).filter(({ msg }) => /Redis/.test(String(msg)));
    expect(lines.map(({ level, msg }) => `${level} ${msg}`)).toEqual([
      expect.stringMatching(/^warn Redis is away/),
      expect.stringMatching(/^info Redis is back/),
    ]);
  });

  it("F5: one that hangs holds nobody up for long, and hardly anybody at all", async () => {
    const limiter = await newLimiter(STANDARD_MS);
    await spend(limiter);
    redis.hang();
    const started = performance.now();
    expect(await longestOf(limiter, 200)).toBeLessThan(5_000);
    // One wait for an answer and a few more tries; two hundred would take 50 s.
    expect(performance.now() - started).toBeLessThan(15_000);
    expect((await spend(limiter)).quota).toBe(AWAY_QUOTA);
    redis.resume();
    await untilBack(limiter);
  });

  it("F5: one that was never there is waited for once, when the process starts", async () => {
    const limiter = unconnected(`redis://127.0.0.1:${await freePort()}`);
    const started = performance.now();
    expect((await spend(limiter)).quota).toBe(AWAY_QUOTA);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(limiter.store).toEqual({ kind: "redis", isAway: true });
  });

  it("R8: one that refuses to write is as good as away", async () => {
    const limiter = await newLimiter();
    await spend(limiter);
    const client = await createClient({ url: redis.url }).connect();
    await client.configSet({ maxmemory: "1", "maxmemory-policy": "noeviction" });
    client.destroy();
    expect((await spend(limiter)).quota).toBe(AWAY_QUOTA);
  });
});
