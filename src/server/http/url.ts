import { AppError, type ErrorDetail } from "@/lib/errors";

const MAX_LENGTH = 8192;
/** Undecodable, a control character, or what a decoder further on would take for a separator or a dot segment. */
const ODD_ESCAPE = /%(?![0-9a-f]{2})|%(?:[01][0-9a-f]|7f|2e|2f|5c)/i;

const NO_QUERY: ReadonlyMap<string, string> = new Map();

export type Target = { path: string; query: ReadonlyMap<string, string> };

function malformed(message: string, detail?: ErrorDetail): AppError {
  return new AppError("MALFORMED_REQUEST", { message, ...(detail && { details: [detail] }) });
}

/**
 * Undoes percent-encoding, once.
 * @throws AppError `MALFORMED_REQUEST` when the bytes are not UTF-8
 */
export function decodeText(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AppError("MALFORMED_REQUEST", { message: "The URL cannot be decoded.", cause });
  }
}

function parseQuery(text: string): ReadonlyMap<string, string> {
  if (text === "") return NO_QUERY;
  const query = new Map<string, string>();
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const [rawName = "", ...rawValue] = pair.replaceAll("+", " ").split("=");
    const name = decodeText(rawName);
    if (name === "") throw malformed("A query parameter has no name.");
    if (query.has(name))
      throw malformed("A query parameter is given twice.", { field: name, issue: "Is given twice." });
    query.set(name, decodeText(rawValue.join("=")));
  }
  return query;
}

/** The part of a URL behind its origin: path and query, as they were sent. */
export function pathAndQuery(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("#");
  return url.slice(start, end < 0 ? undefined : end);
}

/**
 * Takes a request's URL apart, once. The path stays encoded.
 * @throws AppError `URI_TOO_LONG`, or `MALFORMED_REQUEST` for what cannot be decoded or could be decoded in two ways
 */
export function parseTarget(url: string): Target {
  const text = pathAndQuery(url);
  if (text.length > MAX_LENGTH) throw new AppError("URI_TOO_LONG");
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  if (ODD_ESCAPE.test(path)) throw malformed("The path has escapes that it must not have.");
  decodeText(path);
  return { path, query: parseQuery(mark < 0 ? "" : text.slice(mark + 1)) };
}
