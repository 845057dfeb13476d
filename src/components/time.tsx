"use client";

import { useDeferredValue, useSyncExternalStore } from "react";

const STYLES = {
  minute: { dateStyle: "medium", timeStyle: "short" },
  day: { dateStyle: "long" },
} as const;
type Precision = keyof typeof STYLES;

// Making one takes longer than all that it is used for: only what a page needs, and once.
const made = new Map<string, Intl.DateTimeFormat>();

function formatted(at: Date, precision: Precision, timeZone?: string): string {
  const key = `${precision} ${timeZone}`;
  const format = made.get(key) ?? new Intl.DateTimeFormat("en", { ...STYLES[precision], timeZone });
  made.set(key, format);
  return format.format(at);
}

const neverChanges = () => () => undefined;

type TimeProps = { at: Date; precision?: Precision };

/** A point in time, as it is where the reader is. Where that is, the server cannot know: it says it in UTC, until the page is alive. */
export function Time({ at, precision = "minute" }: TimeProps) {
  const isInBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  // Deferred, so that a page with a hundred of them comes alive first and without a pause.
  const isAlive = useDeferredValue(isInBrowser);
  // What the server wrote stays until then, whatever the browser has to say: no need to work it out twice.
  const isComingAlive = !isAlive && typeof window !== "undefined";
  return (
    // Server and browser may differ in the blanks that they put into a date.
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {isComingAlive ? "" : formatted(at, precision, isAlive ? undefined : "UTC")}
    </time>
  );
}
