import { AppError } from "@/lib/errors";

/** Other types would be made of what a client says before any schema is asked: expressions, collections, errors. */
const TYPES = ["Date", "bigint", "number", "undefined"];
const UNSAFE_SEGMENT = /(?:^|[.\\])(?:__proto__|prototype|constructor)(?:$|[.\\])/;
/** Far more than any input has; superjson takes its time over each. */
const MAX_ANNOTATIONS = 100;
const META_KEYS = ["values", "referentialEqualities", "v"];

type Values = Record<string, unknown>;

function refuse(): never {
  throw new AppError("MALFORMED_REQUEST", { message: "The input is not what the client library sends." });
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function assertKeys(value: unknown, isAllowed: (key: string) => boolean): asserts value is Values {
  if (!isObject(value) || !Object.keys(value).every(isAllowed)) refuse();
}

const isSafePath = (path: unknown) => typeof path === "string" && !UNSAFE_SEGMENT.test(path);

function assertType(leaf: unknown): void {
  if (!Array.isArray(leaf) || leaf.length !== 1 || !TYPES.includes(leaf[0])) refuse();
}

/** The name of the whole value's type, or the types by path. Only inside of collections there would be more levels. */
function assertAnnotations(values: unknown): void {
  if (Array.isArray(values)) {
    assertType(values);
    return;
  }
  assertKeys(values, isSafePath);
  const types = Object.values(values);
  if (types.length > MAX_ANNOTATIONS) refuse();
  types.forEach(assertType);
}

function assertMeta(meta: unknown): void {
  assertKeys(meta, (key) => META_KEYS.includes(key));
  if ("values" in meta) assertAnnotations(meta.values);
  if ("v" in meta && meta.v !== 1) refuse();
  // The client sends every copy in full, so which of them were one object says nothing that a schema asks for.
  delete meta.referentialEqualities;
}

function assertOne(input: unknown): void {
  assertKeys(input, (key) => key === "json" || key === "meta");
  if ("meta" in input) assertMeta(input.meta);
}

/**
 * Judges the input of one call, or of a batch, before superjson makes values of it: nothing but JSON, dates and the
 * like gets through, and no path that leads to a prototype (I7, I8). Takes away which parts were one object.
 * @param size the number of calls of a batch; null for a single call
 * @throws AppError `MALFORMED_REQUEST`
 */
export function assertWireInput(input: unknown, size: number | null): void {
  if (size === null) {
    assertOne(input);
    return;
  }
  assertKeys(input, (key) => /^\d$/.test(key) && Number(key) < size);
  for (const one of Object.values(input)) assertOne(one);
}
