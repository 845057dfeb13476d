"use client";

import { createContext, useContext } from "react";

/** The request that brought the page; on an error page it finds the log lines. */
export const PageRequestIdContext = createContext<string>("");

export function usePageRequestId(): string {
  return useContext(PageRequestIdContext);
}
