import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { isListedOrigin } from "./cors";

function isTrustedOrigin(origin: string): boolean {
  return origin === env.APP_URL || isListedOrigin(origin);
}

function isFromElsewhere(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  // Only a browser can say these, and a page cannot make it: its own server's page, or the person's own doing.
  if (site === "same-origin" || site === "none") return false;
  // No browser of today changes something without at least one of the two, so this is a program. It sends the cookies
  // that it was given, and nobody tricks it into that.
  if (site === null && origin === null) return false;
  return origin === null || !isTrustedOrigin(origin);
}

/**
 * Keeps other sites from using a visitor's cookie to change something (T2). The Host field is no witness: whoever
 * points a name of theirs at our address chooses it. So our own origin is the configured one.
 * @throws AppError `FORBIDDEN`
 */
export function assertNotCrossSite(headers: Headers): void {
  // A browser adds no Authorization field by itself, and a page of another origin would have to ask first (CORS).
  if (headers.has("authorization") || !isFromElsewhere(headers)) return;
  throw new AppError("FORBIDDEN", { message: "This request came from another site." });
}
