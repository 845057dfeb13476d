const BASE = "http://gatehouse.invalid";
const MAX_LENGTH = 2_000;
/** Where to go when nothing else was asked for. */
export const HOME = "/account";

/**
 * Where to go after a sign-in (T5): a path of this site, spelt as browsers spell it themselves, or the account's page.
 * What a browser would read in another way than it looks (`//x`, `/\x`, `/.//x`, `https:`, control characters) is none.
 */
export function safeNext(value: unknown): string {
  if (typeof value !== "string" || value.length > MAX_LENGTH || !URL.canParse(value, BASE)) return HOME;
  const { href, pathname } = new URL(value, BASE);
  // The API shows no pages, and after a sign-in nobody wants to sign in.
  const isPage = href === BASE + value && !/^\/(?:api|sign-in)(?:\/|$)/i.test(pathname);
  return isPage ? value : HOME;
}

/** The sign-in page that leads back to this path. */
export function signInPath(next: string): string {
  const target = safeNext(next);
  return target === HOME ? "/sign-in" : `/sign-in?next=${encodeURIComponent(target)}`;
}
