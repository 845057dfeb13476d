"use client";

import { useSyncExternalStore } from "react";

const FORMATS = {
  minute: { dateStyle: "medium", timeStyle: "short" },
  day: { dateStyle: "long" },
} as const;

const neverChanges = () => () => undefined;

type TimeProps = { at: Date; precision?: keyof typeof FORMATS };

/** A point in time, as it is where the reader is. Where that is, the server cannot know: it says it in UTC, until the page is alive. */
export function Time({ at, precision = "minute" }: TimeProps) {
  const isAlive = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  const zone = isAlive ? {} : { timeZone: "UTC" };
  return (
    // Server and browser may differ in the blanks that they put into a date.
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {at.toLocaleString("en", { ...FORMATS[precision], ...zone })}
    </time>
  );
}
