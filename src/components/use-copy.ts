"use client";

import { useState } from "react";

/** Puts a text into the clipboard; `said` is how it went. */
export function useCopy(text: string) {
  const [said, setSaid] = useState<"" | "copied" | "failed">("");

  async function write(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("copied");
    } catch {
      setSaid("failed");
    }
  }

  return { copy: () => void write(), said };
}
