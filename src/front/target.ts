type Target = { door: "api" | "pages"; url: string };

const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;
/** What WHATWG's URL would quietly rewrite: backslashes, fragments, bytes that ought to be escaped, dot segments. */
const REWRITTEN = /[\\#]|[^!-~]/;
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
const API = /^\/+api(?:\/|$)/i;

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/**
 * Judges a request line before any URL parser has smoothed it, so that no spelling reaches a door it did not name.
 * What cannot be taken as it stands goes to the API as one escaped segment, which it refuses.
 */
export function readTarget(raw: string): Target {
  const url = raw.replace(ABSOLUTE_FORM, "");
  const path = url.split("?", 1)[0] ?? "";
  if (!url.startsWith("/") || REWRITTEN.test(url) || DOT_SEGMENT.test(path)) {
    return { door: "api", url: `/api/${encodeURIComponent(raw)}` };
  }
  const decoded = decode(path);
  // The API says what is wrong with it.
  if (decoded === null) return { door: "api", url: API.test(path) ? url : `/api${url}` };
  return { door: API.test(decoded) ? "api" : "pages", url };
}
