import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";
import { acceptRequestId } from "@/lib/request-id";

const ONE_YEAR_SECONDS = 31_536_000;
const overHttps = env.APP_URL.startsWith("https://");

function contentSecurityPolicy(nonce: string): string {
  // The development server compiles with eval and talks to its page over a socket.
  const development = env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // The components' server HTML has style attributes, which can take no nonce; elements cannot do without one.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(overHttps ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Where the browser is, for the way back after a sign-in. */
function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.search);
  query.delete("_rsc");
  return query.size > 0 ? `${nextUrl.pathname}?${query}` : nextUrl.pathname;
}

/**
 * Headers of pages. It decides nothing about who may see what: that is the pages', the procedures' and the services'
 * business.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const requestId = acceptRequestId(request.headers.get("x-request-id"));
  const headers = new Headers(request.headers);
  // Next takes the nonce for its own scripts from here.
  headers.set("Content-Security-Policy", policy);
  headers.set("X-Nonce", nonce);
  headers.set("X-Request-Id", requestId);
  headers.set("X-Page-Path", pathOf(request));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("X-Request-Id", requestId);
  response.headers.set("Cache-Control", "no-store");
  if (overHttps) {
    response.headers.set("Strict-Transport-Security", `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`);
  }
  return response;
}

export const config = { matcher: "/((?!api(?:/|$)|_next/static|_next/image|icon.svg).*)" };
