const SECRET_KEYS = new Set([
  "password",
  "passwordHash",
  "token",
  "tokenHash",
  "cookie",
  "authorization",
  "apiKey",
  "secret",
]);
const CENSOR = "[redacted]";
/** Deeper than anything that is logged, and an end for what contains itself. */
const MAX_DEPTH = 6;

/** Whether its own keys are what the line will show of it. */
function isWalked(value: unknown): value is object {
  return typeof value === "object" && value !== null && !("toJSON" in value);
}

function cleanValue(key: string, value: unknown, depth: number): unknown {
  if (SECRET_KEYS.has(key)) return CENSOR;
  // The error of a line is written with its stack, and then comes to redactWritten.
  if (key === "err" && depth === 1 && value instanceof Error) return value;
  return depth < MAX_DEPTH && isWalked(value) ? clean(value, depth + 1) : value;
}

function clean(value: object, depth: number): object {
  let copy: object | null = null;
  for (const key of Object.keys(value)) {
    const before: unknown = Reflect.get(value, key);
    const after = cleanValue(key, before, depth);
    if (after === before) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Object.defineProperty(copy, key, { value: after, enumerable: true });
  }
  return copy ?? value;
}

/**
 * What is to be logged, without what stands under the name of a secret, however deep. What has none is given back as it
 * is: pino's own redaction makes copies of each line, and costs ten times as much as the line itself.
 */
export function redact(fields: object): Record<string, unknown> {
  // The cast: an object has its own keys, each with some value.
  return clean(fields, 1) as Record<string, unknown>;
}

/** The same for what a serializer has made, be it an object or not. */
export function redactWritten(written: unknown): unknown {
  return isWalked(written) ? clean(written, 1) : written;
}
