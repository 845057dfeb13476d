import { performance } from "node:perf_hooks";
import { createClient } from "@redis/client";
import { RateLimiterRedis } from "rate-limiter-flexible";
import { within } from "./deadline";
import { logger } from "./logger";
import type { Used } from "./window-counter";

const PREFIX = "gatehouse:limit";
/** For one answer. Then, for a while, nobody waits for Redis any more. */
const ANSWER_WITHIN_MS = 250;
/** For the first connection, so that a process that was just started does not count for itself. */
const CONNECT_WITHIN_MS = 500;
const TRY_AGAIN_AFTER_MS = 1_000;
/** A connection that says nothing for so long, with pings in between, is given up. */
const SILENCE_MS = 3_000;
const MAX_RECONNECT_MS = 1_000;

/** The library's own, and a window never lasts longer than it should, where the clock of Redis was set back (R5). */
const SCRIPT = `
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
local consumed = redis.call('incrby', KEYS[1], ARGV[1])
local ttl = redis.call('pttl', KEYS[1])
if ttl == -1 or ttl > 1000 * ARGV[2] then
  redis.call('expire', KEYS[1], ARGV[2])
  ttl = 1000 * ARGV[2]
end
return {consumed, ttl}`;

function connect(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: "disabled",
    pingInterval: SILENCE_MS / 3,
    // Ours is shorter, and also holds for what was sent already.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => Math.min(MAX_RECONNECT_MS, 50 * 2 ** Math.min(retries, 10)),
    },
  });
}

/** Counts in Redis, so that all processes count together. Where Redis is away or slow it says so at once. */
export class RedisCounter {
  readonly #client: ReturnType<typeof connect>;
  readonly #counter: RateLimiterRedis;
  readonly #connected: Promise<unknown>;
  readonly #answerWithinMs: number;
  #awayUntil = 0;
  #wasUp = true;

  constructor(url: string, answerWithinMs = ANSWER_WITHIN_MS) {
    this.#answerWithinMs = answerWithinMs;
    this.#client = connect(url);
    // Without a listener an error would end the process; it is told where it has consequences.
    this.#client.on("error", (error) => this.#note(false, error));
    this.#client.on("ready", () => this.#note(true));
    this.#counter = new RateLimiterRedis({
      storeClient: this.#client,
      useRedisPackage: true,
      keyPrefix: PREFIX,
      points: 1,
      duration: 1,
      customIncrTtlLuaScript: SCRIPT,
    });
    this.#connected = within(CONNECT_WITHIN_MS, this.#client.connect()).catch(() => undefined);
  }

  /** As it was when it was last asked. */
  get isUp(): boolean {
    return this.#client.isReady && this.#wasUp;
  }

  /** Null when Redis cannot say. Never throws. */
  async use(key: string, cost: number, windowSeconds: number): Promise<Used | null> {
    await this.#connected;
    if (!this.#client.isReady || performance.now() < this.#awayUntil) return null;
    // After a failure one use tries, and the others need not wait with it.
    if (!this.#wasUp) this.#awayUntil = performance.now() + TRY_AGAIN_AFTER_MS;
    try {
      const counted = this.#counter.penalty(key, cost, { customDuration: windowSeconds });
      const { consumedPoints: used, msBeforeNext: msLeft } = await within(this.#answerWithinMs, counted);
      this.#awayUntil = 0;
      this.#note(true);
      return { used, msLeft };
    } catch (error) {
      this.#awayUntil = performance.now() + TRY_AGAIN_AFTER_MS;
      this.#note(false, error);
      return null;
    }
  }

  async close(): Promise<void> {
    if (this.#client.isOpen) this.#client.destroy();
  }

  /** One line a change, not one a request. */
  #note(isUp: boolean, error?: unknown): void {
    if (isUp === this.#wasUp) return;
    this.#wasUp = isUp;
    if (isUp) logger.info("Redis is back: limits are counted together again");
    else logger.warn({ err: error }, "Redis is away: limits are counted in this process, and are tighter");
  }
}
