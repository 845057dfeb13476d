import { performance } from "node:perf_hooks";

/** Enough for anybody's visitors of an hour; with an entry each it is 8 MB. */
const MAX_KEYS = 50_000;

type Window = { used: number; endsAt: number };

export type Use = {
  key: string;
  cost: number;
  /** From here on the key counts as spent. */
  quota: number;
  windowMs: number;
};

export type Used = { used: number; msLeft: number };

/** Drops what is over and, of a full map, the oldest quarter: one by one would cost a walk over all that went before. */
function makeRoom(windows: Map<string, Window>, max: number, time: number): void {
  for (const [key, { endsAt }] of windows) if (endsAt <= time) windows.delete(key);
  for (const key of windows.keys()) {
    if (windows.size <= max * 0.75) return;
    windows.delete(key);
  }
}

/**
 * Counts in this process, in windows that begin with their first use. Steps of the clock do not move them (R5), and a
 * million keys take no more room than the most that are kept (R6). The spent ones are kept apart, so that nobody gets a new
 * quota by making the counter forget: only as many spent ones do that.
 */
export class WindowCounter {
  /** Both in the order in which they were put there. */
  readonly #open = new Map<string, Window>();
  readonly #spent = new Map<string, Window>();
  readonly #maxOfEach: number;
  readonly #time: () => number;

  /** @param time milliseconds that only ever grow */
  constructor({ maxKeys = MAX_KEYS, time = () => performance.now() } = {}) {
    this.#maxOfEach = Math.ceil(maxKeys / 2);
    this.#time = time;
  }

  get size(): number {
    return this.#open.size + this.#spent.size;
  }

  /** Adds to what the key has used in its window. */
  use({ key, cost, quota, windowMs }: Use): Used {
    const time = this.#time();
    const window = this.#find(key, time) ?? { used: 0, endsAt: time + windowMs };
    window.used += cost;
    this.#keep(key, window, quota, time);
    return { used: window.used, msLeft: window.endsAt - time };
  }

  /** Takes over what another counter says of a key. */
  learn(key: string, quota: number, { used, msLeft }: Used): void {
    const time = this.#time();
    this.#keep(key, { used, endsAt: time + msLeft }, quota, time);
  }

  #find(key: string, time: number): Window | undefined {
    const window = this.#spent.get(key) ?? this.#open.get(key);
    return window && window.endsAt > time ? window : undefined;
  }

  #keep(key: string, window: Window, quota: number, time: number): void {
    const [home, other] = window.used >= quota ? [this.#spent, this.#open] : [this.#open, this.#spent];
    other.delete(key);
    if (home.get(key) === window) return;
    // Deleted first, so that a new window goes to the end.
    home.delete(key);
    home.set(key, window);
    if (home.size > this.#maxOfEach) makeRoom(home, this.#maxOfEach, time);
  }
}
