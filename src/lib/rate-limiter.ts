import { env } from "./env";
import type { RedisCounter } from "./redis-counter";
import { runOutsideRequest } from "./request-context";
import { WindowCounter } from "./window-counter";

/** One use of a policy by somebody. */
export type Use = { policy: string; subject: string; quota: number; windowSeconds: number; cost: number };

/** How it then stands. The quota is a smaller one while Redis is away. */
export type Standing = { policy: string; quota: number; windowSeconds: number; used: number; msLeft: number };

/**
 * While Redis is away each process counts for itself and gives out a quarter: up to four of them together no more than
 * with Redis (R8).
 */
const AWAY_SHARE = 4;

export type RateLimitStore = { kind: "memory" | "redis"; isAway: boolean };

/** Counts uses: in Redis where there is one, so that all processes count together (R1), and in this process otherwise. */
export class RateLimiter {
  readonly #local = new Map<string, WindowCounter>();
  /** Null where uses are counted in this process only; the client of Redis is loaded for nobody else. */
  readonly #opening: Promise<RedisCounter> | null;
  #opened: RedisCounter | null = null;

  /** @param answerWithinMs how long a use waits for Redis, where that is not the standard time */
  constructor(redisUrl: string | undefined, answerWithinMs?: number) {
    this.#opening = redisUrl === undefined ? null : this.#open(redisUrl, answerWithinMs);
  }

  get store(): RateLimitStore {
    if (this.#opening === null) return { kind: "memory", isAway: false };
    return { kind: "redis", isAway: !this.#opened?.isUp };
  }

  /** At once where no other process counts. Never throws, and never takes longer than Redis is waited for. */
  use(use: Use): Standing | Promise<Standing> {
    if (this.#opening === null) return this.#countAlone(use, use.quota);
    return this.#countTogether(use, this.#opening);
  }

  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }

  async #countTogether(use: Use, opening: Promise<RedisCounter>): Promise<Standing> {
    const { policy, subject, quota, windowSeconds, cost } = use;
    const redis = this.#opened ?? (await opening);
    const shared = await redis.use(`${policy}:${subject}`, cost, windowSeconds);
    if (!shared) return this.#countAlone(use, Math.max(1, Math.floor(quota / AWAY_SHARE)));
    // So that whoever is spent is so here as well, when Redis goes away.
    this.#counterOf(policy).learn(subject, quota, shared);
    return { policy, quota, windowSeconds, ...shared };
  }

  #countAlone({ policy, subject: key, windowSeconds, cost }: Use, quota: number): Standing {
    const { used, msLeft } = this.#counterOf(policy).use({ key, cost, quota, windowMs: windowSeconds * 1000 });
    return { policy, quota, windowSeconds, used, msLeft };
  }

  async #open(redisUrl: string, answerWithinMs: number | undefined): Promise<RedisCounter> {
    const { RedisCounter: Counter } = await import("./redis-counter");
    this.#opened = new Counter(redisUrl, answerWithinMs);
    return this.#opened;
  }

  #counterOf(policy: string): WindowCounter {
    const found = this.#local.get(policy) ?? new WindowCounter();
    this.#local.set(policy, found);
    return found;
  }
}

const globals = globalThis as typeof globalThis & { gatehouseRateLimiter?: RateLimiter };

function limiter(): RateLimiter {
  globals.gatehouseRateLimiter ??= runOutsideRequest(() => new RateLimiter(env.REDIS_URL));
  return globals.gatehouseRateLimiter;
}

function isKnown(standing: Standing | Promise<Standing>): standing is Standing {
  return !(standing instanceof Promise);
}

/** Counts uses in the process's one limiter, at once where no other process counts. It lives on `globalThis`, as Next's own bundle is a second copy of this. */
export function countUses(uses: readonly Use[]): readonly Standing[] | Promise<readonly Standing[]> {
  const standings = uses.map((use) => limiter().use(use));
  return standings.every(isKnown) ? standings : Promise.all(standings);
}

/** Where uses are counted right now. */
export function rateLimitStore(): RateLimitStore {
  return limiter().store;
}

/** Closes the connection, at the end of the process. */
export async function closeRateLimiter(): Promise<void> {
  await globals.gatehouseRateLimiter?.close();
}
