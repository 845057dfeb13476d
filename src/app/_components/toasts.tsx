"use client";

import { type ComponentType, useEffect, useState } from "react";
import { TOAST_WAITS } from "@/client/toast";

const load = () => import("./toast-list");
const REASONS = ["pointerdown", "keydown", "focusin", TOAST_WAITS];

/**
 * Shows what the pages say through `toastProblem` and `toastDone`. It is loaded when the page is first touched, or, where that
 * was before it was awake, has something to say: not with the page, and if possible before the connection is lost.
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
    for (const event of REASONS) window.addEventListener(event, onTouch, { passive: true });
    return () => {
      for (const event of REASONS) window.removeEventListener(event, onTouch);
    };
  }, [List]);
  return List && <List />;
}
