import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { expectEnvelope, expectNothingInternal, type WireEnvelope } from "./envelope";

/** `status` is 0 where the connection ended without an answer. */
export type Timed = { status: number; ms: number; envelope: WireEnvelope | null };
type Wish = { cookie?: string; body?: unknown; headers?: Record<string, string>; agent?: Agent };

const GIVE_UP_MS = 60_000;
const LAG_EVERY_MS = 20;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

function send(url: string, method: string, wish: Wish): Promise<{ status: number; body: string }> {
  const { cookie, body, headers } = wish;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const options = {
      method,
      agent: wish.agent ?? agent,
      timeout: GIVE_UP_MS,
      headers: {
        ...(content !== undefined && {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(content),
        }),
        ...(cookie && { cookie }),
        ...headers,
      },
    };
    const outgoing = request(url, options, (incoming) => {
      text(incoming).then((whole) => resolve({ status: incoming.statusCode ?? 0, body: whole }), reject);
    });
    outgoing.once("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.once("error", reject);
    outgoing.end(content);
  });
}

/** A request and how long its answer took. Every answer must be an envelope that tells nothing of the inside. */
export async function timed(method: string, url: string, wish: Wish = {}): Promise<Timed> {
  const started = performance.now();
  try {
    const { status, body } = await send(url, method, wish);
    const ms = performance.now() - started;
    expectNothingInternal(body);
    return { status, ms, envelope: expectEnvelope(JSON.parse(body)) };
  } catch (error) {
    if (error instanceof Error && "code" in error)
      return { status: 0, ms: performance.now() - started, envelope: null };
    throw error;
  }
}

export const slowest = (answers: readonly Timed[]): number => Math.max(0, ...answers.map(({ ms }) => ms));

/** Waits for the first success; gives the milliseconds it took, or Infinity. */
export async function healedAfter(ask: () => Promise<Timed>, withinMs: number): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < withinMs) {
    const { status } = await ask();
    if (status >= 200 && status < 300) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Watches by how much timers of this process are late. It asks the server nothing, so that what keeps the server busy is
 * never taken for the machine's doing.
 * @returns `worst` gives the most in milliseconds, from the given time on
 */
export function watchLag(): { worst: (since: number) => number; stop: () => void } {
  const samples: { at: number; ms: number }[] = [];
  let due = performance.now() + LAG_EVERY_MS;
  const timer = setInterval(() => {
    const at = performance.now();
    samples.push({ at, ms: at - due });
    due = at + LAG_EVERY_MS;
  }, LAG_EVERY_MS);
  return {
    worst: (since) => Math.max(0, ...samples.filter(({ at }) => at >= since).map(({ ms }) => ms)),
    stop: () => clearInterval(timer),
  };
}
