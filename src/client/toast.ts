"use client";

import type { Problem } from "./problem";

/** What is said at the edge of the page, whatever the page. */
export type Toast = { kind: "problem"; problem: Problem } | { kind: "done"; message: string };

type Listener = (toast: Toast) => void;

let listener: Listener | null = null;
let waiting: Toast[] = [];

/** Sent to the window when there is something to say, and nothing yet that says it. */
export const TOAST_WAITS = "gatehouse:toast";

function show(toast: Toast): void {
  if (listener) {
    listener(toast);
    return;
  }
  waiting.push(toast);
  window.dispatchEvent(new Event(TOAST_WAITS));
}

/** Says what went wrong, with the request ID. It stays until it is closed. */
export function toastProblem(problem: Problem): void {
  show({ kind: "problem", problem });
}

/** Says that something was done; it goes by itself. */
export function toastDone(message: string): void {
  show({ kind: "done", message });
}

/** For the one place that shows them. @returns what to call when it is gone */
export function onToast(next: Listener): () => void {
  listener = next;
  for (const toast of waiting) next(toast);
  waiting = [];
  return () => {
    if (listener === next) listener = null;
  };
}
