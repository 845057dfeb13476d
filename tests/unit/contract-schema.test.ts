import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Gap, schemaGaps } from "@/cli/contract/schema-gaps";

type Json = Record<string, unknown>;

const none = new Map<string, unknown>();
const asInput = (narrow: unknown, wide: unknown) =>
  schemaGaps(narrow, wide, { narrow: none, wide: none, isRead: false });
const asOutput = (narrow: unknown, wide: unknown) =>
  schemaGaps(narrow, wide, { narrow: none, wide: none, isRead: true });
const kinds = (gaps: Gap[]) => gaps.map(({ path, kind }) => `${path} ${kind}`);

const object = (properties: Json, required: string[] = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const text = { type: "string" };

describe("schemaGaps", () => {
  it.each([
    { what: "the same", narrow: object({ a: text }), wide: object({ a: text }) },
    { what: "integers for numbers", narrow: { type: "integer" }, wide: { type: "number" } },
    { what: "a field less that need not be there", narrow: object({}), wide: object({ a: text }, []) },
    { what: "fewer values", narrow: { enum: ["a"] }, wide: { enum: ["a", "b"] } },
    { what: "a value for a text", narrow: { const: "abc" }, wide: { type: "string", minLength: 3, maxLength: 3 } },
    {
      what: "tighter bounds",
      narrow: { ...text, minLength: 2, maxLength: 3 },
      wide: { ...text, minLength: 1, maxLength: 3 },
    },
    { what: "one of several", narrow: text, wide: { anyOf: [{ type: "null" }, text] } },
    { what: "both of a type list", narrow: { type: ["string", "null"] }, wide: { anyOf: [{ type: "null" }, text] } },
    { what: "anything at all", narrow: text, wide: {} },
    { what: "a part of an intersection", narrow: { allOf: [{ ...text, maxLength: 2 }] }, wide: text },
  ])("finds none for $what", ({ narrow, wide }) => {
    expect(asInput(narrow, wide)).toEqual([]);
  });

  it.each([
    { what: "newly required", narrow: object({ a: text }, []), wide: object({ a: text }), found: ["a required"] },
    { what: "not known any more", narrow: object({ a: text }), wide: object({}), found: ["a unknown"] },
    { what: "another type", narrow: object({ a: text }), wide: object({ a: { type: "integer" } }), found: ["a type"] },
    { what: "null as well", narrow: { type: ["string", "null"] }, wide: text, found: [" type"] },
    { what: "a value less", narrow: { enum: ["a", "b"] }, wide: { enum: ["a"] }, found: [" values"] },
    { what: "any text for a value", narrow: text, wide: { ...text, enum: ["a"] }, found: [" values"] },
    { what: "a tighter bound", narrow: text, wide: { ...text, maxLength: 3 }, found: [" bounds"] },
    { what: "a value out of bounds", narrow: { const: "abcd" }, wide: { ...text, maxLength: 3 }, found: [" bounds"] },
    { what: "a new pattern", narrow: text, wide: { ...text, pattern: "^a" }, found: [" other"] },
    { what: "another default", narrow: { ...text, default: "a" }, wide: { ...text, default: "b" }, found: [" other"] },
    {
      what: "items",
      narrow: { type: "array", items: text },
      wide: { type: "array", items: { type: "null" } },
      found: ["[] type"],
    },
    { what: "a choice less", narrow: { anyOf: [{ type: "null" }, text] }, wide: text, found: [" type"] },
    { what: "further fields", narrow: { type: "object" }, wide: object({}), found: [" other"] },
    {
      what: "values of a record",
      narrow: { type: "object", additionalProperties: text },
      wide: { type: "object", additionalProperties: { type: "null" } },
      found: [".* type"],
    },
    { what: "anything for a text", narrow: {}, wide: text, found: [" type"] },
  ])("finds what is $what", ({ narrow, wide, found }) => {
    expect(kinds(asInput(narrow, wide))).toEqual(found);
  });

  it("overlooks new fields of an answer, and misses those that are gone", () => {
    expect(asOutput(object({ a: text, b: text }), object({ a: text }))).toEqual([]);
    expect(kinds(asOutput(object({}), object({ a: text }, [])))).toEqual(["a removed"]);
    expect(kinds(asOutput(object({ a: text }, []), object({ a: text })))).toEqual(["a required"]);
  });

  it("follows references, also of a schema that contains itself", () => {
    const tree = (leaf: Json) =>
      new Map([["Tree", object({ leaf, next: { $ref: "#/components/schemas/Tree" } }, ["leaf"])]]);
    const it = { $ref: "#/components/schemas/Tree" };
    const sides = { narrow: tree(text), wide: tree({ ...text, maxLength: 3 }), isRead: false };
    expect(schemaGaps(it, it, { ...sides, wide: tree(text) })).toEqual([]);
    expect(kinds(schemaGaps(it, it, sides))).toEqual(["leaf bounds"]);
  });

  it("never passes a pair where a value of the one is refused by the other", () => {
    const leaf = fc.oneof(
      fc.constant<Json>({}),
      fc.record({ type: fc.constantFrom("string", "integer", "number", "null", "boolean") }),
      fc.record({ type: fc.constant("string"), minLength: fc.nat(2), maxLength: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ type: fc.constant("integer"), minimum: fc.nat(2), maximum: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ enum: fc.uniqueArray(fc.constantFrom<unknown>("", "a", "ab", 0, 2, null, true), { minLength: 1 }) }),
    );
    const schema = fc.letrec<{ any: Json }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 2 },
        leaf,
        fc.record({ type: fc.constant("array"), items: tie("any"), maxItems: fc.nat(2) }),
        fc.record({ anyOf: fc.array(tie("any"), { minLength: 1, maxLength: 2 }) }),
        fc.record({ allOf: fc.array(tie("any"), { minLength: 1, maxLength: 2 }) }),
        fc.record({
          type: fc.constant("object"),
          properties: fc.dictionary(fc.constantFrom("a", "b"), tie("any"), { noNullPrototype: true }),
          required: fc.subarray(["a", "b"]),
          additionalProperties: fc.oneof(fc.boolean(), tie("any")),
        }),
      ),
    })).any;
    const value = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom<unknown>("", "a", "ab", "abc", "abcd", 0, 1, 2, 3, 4, 1.5, null, true, false),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("any"), { noNullPrototype: true }),
      ),
    })).any;
    const ajv = new Ajv2020({ strict: false });
    let judged = 0;
    fc.assert(
      fc.property(schema, schema, fc.array(value, { minLength: 20, maxLength: 40 }), (narrow, wide, values) => {
        if (asInput(narrow, wide).length > 0) return;
        const [fitsNarrow, fitsWide] = [ajv.compile(narrow), ajv.compile(wide)];
        for (const each of values.filter((candidate) => fitsNarrow(candidate))) {
          judged += 1;
          expect(fitsWide(each), JSON.stringify({ narrow, wide, each })).toBe(true);
        }
      }),
      { numRuns: 2_000, seed: 20_261_126 },
    );
    expect(judged).toBeGreaterThan(500);
  });
});
