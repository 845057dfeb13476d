import { env } from "@/lib/env";
import { SESSION_TTL_SECONDS } from "@/services/session.service";

const overHttps = env.APP_URL.startsWith("https://");
/** The prefix makes the browser insist on Secure, Path=/ and no Domain; it cannot be had over plain HTTP. */
const NAME = overHttps ? "__Host-session" : "session";
const ATTRIBUTES = `Path=/; HttpOnly; SameSite=Lax${overHttps ? "; Secure" : ""}`;

export function sessionCookieName(): string {
  return NAME;
}

/** The session's token from a Cookie field; null when there is none, or more than one. */
export function readSessionCookie(header: string | null): string | null {
  if (header === null) return null;
  const values = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** The Set-Cookie value that hands a session to the browser. */
export function sessionCookie(token: string): string {
  return `${NAME}=${token}; ${ATTRIBUTES}; Max-Age=${SESSION_TTL_SECONDS}`;
}

/** The Set-Cookie value that takes it away. */
export function clearSessionCookie(): string {
  return `${NAME}=; ${ATTRIBUTES}; Max-Age=0`;
}
