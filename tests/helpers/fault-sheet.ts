import { expect } from "vitest";
import type { Timed } from "./fault-client";
import { atLeast, type Figure, none, publish } from "./figures";

const DETAILS_MAX = 5;

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
   * @param lagMs what a busy machine took at that time from what needs nothing but the process: not held against the server,
   * twice over, as what is measured here has to wait for its turn more often
   */
  within(what: string, ms: number, limitMs: number, lagMs = 0): void {
    const measured = `${Math.round(ms)} ms${lagMs > 0 ? ` (lag ${Math.round(lagMs)} ms)` : ""}`;
    this.#add({ what, measured, wanted: `at most ${limitMs} ms`, holds: ms - 2 * lagMs <= limitMs });
  }

  never(what: string, count: number, detail = ""): void {
    this.#add(none(what, count), detail);
  }

  atMost(what: string, value: number, limit: number): void {
    this.#add({ what, measured: value.toFixed(2), wanted: `at most ${limit}`, holds: value <= limit });
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
