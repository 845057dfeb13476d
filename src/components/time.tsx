"use client";

import { useSyncExternalStore } from "react";

// Made once, as making one takes longer than all that it is used for.
const formats = (zone: { timeZone?: string }) => ({
  minute: new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", ...zone }),
  day: new Intl.DateTimeFormat("en", { dateStyle: "long", ...zone }),
});
const UTC = formats({ timeZone: "UTC" });
const LOCAL = formats({});

const neverChanges = () => () => undefined;

type TimeProps = { at: Date; precision?: keyof typeof UTC };

/** A point in time, as it is where the reader is. Where that is, the server cannot know: it says it in UTC, until the page is alive. */
export function Time({ at, precision = "minute" }: TimeProps) {
  const isAlive = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return (
    // Server and browser may differ in the blanks that they put into a date.
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {(isAlive ? LOCAL : UTC)[precision].format(at)}
    </time>
  );
}
