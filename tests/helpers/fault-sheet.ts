import { expect } from "vitest";
import type { Timed } from "./fault-client";
import { atLeast, type Figure, none, publish } from "./figures";
import { isShort } from "./prove-profile";

const DETAILS_MAX = 5;
const GENEROUS = 6;
const GENEROUS_MS = 10_000;

function told(answers: readonly Timed[]): string {
  const kinds = new Map<string, number>();
  for (const { status, envelope } of answers) {
    const kind = envelope?.success === false ? `${status} ${envelope.error.code}` : String(status);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(", ");
}

/** The figures of one proof. What is missed is told by `expectAll`, after everything has been measured. */
export class Sheet {
  readonly #figures: Figure[] = [];
  #missed: string[] = [];

  #add(figure: Figure, detail = ""): void {
    this.#figures.push(figure);
    if (!figure.holds) this.#missed.push(`${figure.what}: ${figure.measured}, wanted ${figure.wanted} ${detail}`);
  }

  /**
   * @param lagMs by how much the machine kept this very process waiting at that time: not held against the server, once.
   * In the short profile, which also runs beside other work, the limit is a generous one, and the table has both.
   */
  within(what: string, ms: number, limitMs: number, lagMs = 0): void {
    const measured = `${Math.round(ms)} ms${lagMs >= 1 ? ` (machine's lag ${Math.round(lagMs)} ms)` : ""}`;
    const allowed = isShort ? Math.max(GENEROUS_MS, GENEROUS * limitMs) : limitMs + lagMs;
    const wanted = `at most ${limitMs} ms${isShort ? `; ${allowed} ms in the short profile` : ""}`;
    this.#add({ what, measured, wanted, holds: ms <= allowed });
  }

  never(what: string, count: number, detail = ""): void {
    this.#add(none(what, count), detail);
  }

  /** A ratio of times; see `within`. */
  atMost(what: string, value: number, limit: number): void {
    const allowed = isShort ? GENEROUS * limit : limit;
    const wanted = `at most ${limit}${isShort ? `; ${allowed} in the short profile` : ""}`;
    this.#add({ what, measured: value.toFixed(2), wanted, holds: value <= allowed });
  }

  atLeast(what: string, count: number, wanted: number): void {
    this.#add(atLeast(what, count, wanted));
  }

  /** Counts the answers that have another status than the given ones. */
  only(what: string, answers: readonly Timed[], ...statuses: number[]): void {
    const others = answers.filter(({ status }) => !statuses.includes(status));
    this.#add(none(`${what}: other than ${statuses.join(", ")} (of ${answers.length})`, others.length), told(others));
  }

  /** Fails when a figure was missed since the last time. */
  expectAll(): void {
    const missed = this.#missed.slice(0, DETAILS_MAX);
    this.#missed = [];
    expect(missed).toEqual([]);
  }

  publish(name: string, title: string): void {
    publish(name, title, this.#figures);
  }
}
