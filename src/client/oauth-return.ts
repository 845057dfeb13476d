"use client";

import { safeNext } from "./next-path";
import { BrowserProblem } from "./problem";

type Purpose = "signIn" | "link";
/** What the provider sent back, with the token that this tab kept. */
export type OauthReturn = { purpose: Purpose; token: string; code: string; state: string; iss?: string };

const KEYS: Record<Purpose, string> = { signIn: "oauth.signIn", link: "oauth.link" };
const NEXT = "oauth.next";
const LOST = "This page belongs to a sign-in that was begun elsewhere, or is over. Begin again.";
const REFUSED = "The provider did not confirm who you are, or you have cancelled. Begin again.";

/** What is kept for the way back; `next` is where to go then. */
type Departure = { purpose: Purpose; token: string; next: string };

/** Keeps what the way back needs, in this tab alone, and goes to the provider. */
export function leaveFor(url: string, { purpose, token, next }: Departure): void {
  for (const key of Object.values(KEYS)) sessionStorage.removeItem(key);
  sessionStorage.setItem(KEYS[purpose], token);
  sessionStorage.setItem(NEXT, next);
  window.location.assign(url);
}

/** Where the person wanted to go before they left for the provider: a path of this site, whatever is kept there (T5). */
export function takeNext(): string {
  const next = safeNext(sessionStorage.getItem(NEXT));
  sessionStorage.removeItem(NEXT);
  return next;
}

function takeToken(): { purpose: Purpose; token: string } {
  for (const purpose of ["signIn", "link"] as const) {
    const token = sessionStorage.getItem(KEYS[purpose]);
    sessionStorage.removeItem(KEYS[purpose]);
    if (token !== null) return { purpose, token };
  }
  throw new BrowserProblem(LOST);
}

/**
 * Reads what the provider has put into the address, which leaves the address bar and the history at once.
 * @throws BrowserProblem where the provider refused, or this tab did not begin it
 */
export function takeOauthReturn(): OauthReturn {
  const query = new URLSearchParams(window.location.search);
  window.history.replaceState(null, "", window.location.pathname);
  const kept = takeToken();
  const [code, state, iss] = [query.get("code"), query.get("state"), query.get("iss")];
  if (code === null || state === null) throw new BrowserProblem(query.has("error") ? REFUSED : LOST);
  return { ...kept, code, state, ...(iss !== null && { iss }) };
}
