import { env } from "@/lib/env";

const ONE_YEAR_SECONDS = 31_536_000;

/** On every answer of the API (T3). An answer never runs anything, so its policy allows nothing. */
export const SECURITY_FIELDS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  ...(env.APP_URL.startsWith("https://") && {
    "Strict-Transport-Security": `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`,
  }),
};
