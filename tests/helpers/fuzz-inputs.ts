import fc, { type Arbitrary } from "fast-check";
import { z } from "zod";
import { type FuzzOperation, namedSchemas, objectOf, type Schema } from "./fuzz-document";

export type Input = Record<string, unknown>;

const record = z.record(z.string(), z.unknown());
const keywords = z.looseObject({
  $ref: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(record).optional(),
  allOf: z.array(record).optional(),
  examples: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  properties: z.record(z.string(), record).optional(),
  required: z.array(z.string()).default([]),
  items: record.optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.int().default(0),
  maxLength: z.int().default(200),
  minItems: z.int().default(0),
  maxItems: z.int().default(5),
  minimum: z.number().default(-1000),
  maximum: z.number().default(1_000_000),
});
type Keywords = z.infer<typeof keywords>;

const lower = "abcdefghijklmnopqrstuvwxyz0123456789";
const word = fc.string({ unit: fc.constantFrom(...lower), minLength: 1, maxLength: 12 });
const email = fc.tuple(word, word).map(([local, host]) => `${local}@${host}.example`);
const instant = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .map((date) => date.toISOString());

const FORMATS: Record<string, Arbitrary<unknown>> = {
  email,
  "date-time": instant,
  uuid: fc.uuid({ version: 7 }),
  uri: fc.webUrl(),
};

function textOf({ format, pattern, minLength, maxLength }: Keywords): Arbitrary<unknown> {
  const ofFormat = FORMATS[format ?? ""];
  if (ofFormat) return ofFormat;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const size = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, minLength + 40)) };
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: "grapheme-ascii", ...size }) },
    { weight: 2, arbitrary: fc.string({ unit: "grapheme", ...size }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", ...size }) },
  );
}

function objectFrom({ properties = {}, required }: Keywords): Arbitrary<Input> {
  const arbitraries = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fitting(schema)]));
  return fc.record(arbitraries, { requiredKeys: required, noNullPrototype: true });
}

function ofType(known: Keywords): Arbitrary<unknown> {
  const { minItems, maxItems } = known;
  if (known.type === "object") return objectFrom(known);
  if (known.type === "array") {
    const item = fitting(known.items ?? {});
    return fc.array(item, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 5)) });
  }
  if (known.type === "integer") return fc.integer({ min: known.minimum, max: known.maximum });
  if (known.type === "number") return fc.double({ min: known.minimum, max: known.maximum, noNaN: true });
  if (known.type === "boolean") return fc.boolean();
  return known.type === "null" ? fc.constant(null) : textOf(known);
}

/** Values that fit the schema, as far as JSON Schema can say it. */
function fitting(schema: Schema): Arbitrary<unknown> {
  const known = keywords.parse(schema);
  if (known.$ref !== undefined) return fitting(namedSchemas[known.$ref.slice(known.$ref.lastIndexOf("/") + 1)] ?? {});
  if (known.enum) return fc.constantFrom(...known.enum);
  if ("const" in schema) return fc.constant(schema.const);
  const options = known.anyOf ?? known.allOf?.slice(0, 1);
  if (options) return fc.oneof(...options.map(fitting));
  const made = ofType(known);
  return known.examples ? fc.oneof(made, fc.constantFrom(...known.examples)) : made;
}

/** What has broken servers before: in place of a value, whatever its type ought to be. */
const hostileText = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u2066",
    "\ufeff",
    "\r\nSet-Cookie: a=b",
    "%",
    "_",
    "\\",
    "%_\\",
    "' OR 1=1 --",
    '"; DROP TABLE users; --',
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../../etc/passwd",
    "__proto__",
    "constructor",
    "NaN",
    "Infinity",
    "-0",
    "1e3",
    "0x10",
    "1_000",
    "9007199254740993",
    "2026-02-30T00:00:00.000Z",
    "0000-01-01T00:00:00Z",
    "+010000-01-01T00:00:00Z",
    "null",
    "undefined",
    "[object Object]",
    "true",
    "x@y",
    "a@b.c, d@e.f",
    "ada@example.org\n",
    "ＡＤＡ@example.org",
    "ada@exämple.org",
    "ada@[127.0.0.1]",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("x".repeat(300), "é".repeat(2_000), "𝒳".repeat(500), "a".repeat(6_000)),
);
const hostileValue = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 101, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 1e308),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>([], {}, [[]], [null], { length: 1 }, { $gt: "" }, { toString: 1 }) },
);

const surplusName = fc.oneof(
  fc.constantFrom("surplus", "__proto__", "constructor", "toString", "role", "emailVerified", "userId", "id", "0", " "),
  word,
);

/** One thing done to an input: most often it no longer fits then, which the oracles find out. */
type Mutation =
  | { kind: "drop"; at: number }
  | { kind: "replace"; at: number; value: unknown }
  | { kind: "resize"; at: number }
  | { kind: "add"; name: string; value: unknown };

export const mutation: Arbitrary<Mutation> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("drop" as const), at: fc.nat(20) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("replace" as const), at: fc.nat(20), value: hostileValue }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resize" as const), at: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("add" as const), name: surplusName, value: hostileValue }) },
);

function resized(value: unknown): unknown {
  if (typeof value === "string") return value.length > 3 ? value.slice(0, value.length / 2) : value.repeat(200);
  if (typeof value === "number") return value * 1_000 + 0.5;
  return Array.isArray(value) ? Array.from({ length: 40 }, () => value[0]) : value;
}

function put(input: Input, name: string, value: unknown): Input {
  // Not by assignment, as the name may be `__proto__`.
  return Object.defineProperty({ ...input }, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The input with that done to it; as it is where there is nothing to do it to. */
export function mutated(input: Input, change: Mutation): Input {
  if (change.kind === "add") return put(input, change.name, change.value);
  const names = Object.keys(input);
  const name = names[change.at % Math.max(names.length, 1)];
  if (name === undefined) return put(input, "surplus", 1);
  if (change.kind === "drop") return Object.fromEntries(Object.entries(input).filter(([key]) => key !== name));
  return put(input, name, change.kind === "replace" ? change.value : resized(input[name]));
}

const inputs = new Map<string, Arbitrary<Input>>();

/** Inputs of the operation that fit the document. */
export function inputOf(operation: FuzzOperation): Arbitrary<Input> {
  const known = inputs.get(operation.id) ?? objectFrom(keywords.parse(objectOf(operation.fields)));
  inputs.set(operation.id, known);
  return known;
}
