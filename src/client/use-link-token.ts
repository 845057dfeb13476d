"use client";

import { useEffect, useState } from "react";

/**
 * The token of a mailed link, from the fragment, which no server and no Referer ever sees. It leaves the address bar and
 * the history at once.
 * @returns undefined until the page has looked, null when there is none
 */
export function useLinkToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>();
  useEffect(() => {
    const found = new URLSearchParams(window.location.hash.slice(1)).get("token");
    // Seen a second time (React's strict mode) the fragment is gone, and what was found stays.
    setToken((known) => found ?? known ?? null);
    if (found !== null) window.history.replaceState(null, "", window.location.pathname);
  }, []);
  return token;
}
