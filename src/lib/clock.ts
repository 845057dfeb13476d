let read: (() => Date) | null = null;

/** The present moment, as every expiry and every timestamp of ours sees it. */
export function now(): Date {
  return read ? read() : new Date();
}

/** Replaces the clock, so that tests can move time; `null` gives the real one back. */
export function setClock(replacement: (() => Date) | null): void {
  read = replacement;
}
