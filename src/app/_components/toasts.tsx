"use client";

import { type ComponentType, useEffect, useState } from "react";

const load = () => import("./toast-list");
const FIRST_TOUCHES = ["pointerdown", "keydown", "focusin"] as const;

/**
 * Shows what the pages say through `toastProblem` and `toastDone`. It is loaded when the page is first touched: not with the
 * page, which has nothing to say yet, and not only when the connection is already lost.
 */
export function Toasts() {
  const [List, setList] = useState<ComponentType | null>(null);
  useEffect(() => {
    const onTouch = (): void => {
      load().then(
        ({ ToastList }) => setList(() => ToastList),
        // The next touch tries again.
        () => undefined,
      );
    };
    if (List) return;
    for (const event of FIRST_TOUCHES) window.addEventListener(event, onTouch, { passive: true });
    return () => {
      for (const event of FIRST_TOUCHES) window.removeEventListener(event, onTouch);
    };
  }, [List]);
  return List && <List />;
}
