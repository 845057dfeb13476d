import { describe, expect, it } from "vitest";
import { z } from "zod";
import { coercionFor } from "@/server/rest/coercion";

const text = (value: string): [z.ZodType, string, unknown] => [z.number(), value, value];

describe("the coercion of a text (I9, I10)", () => {
  const rows: [z.ZodType, string, unknown][] = [
    [z.string(), "1", "1"],
    [z.string(), "true", "true"],
    [z.email(), "a@example.org", "a@example.org"],
    [z.number(), "0", 0],
    [z.number(), "-12.50", -12.5],
    [z.int(), "9007199254740991", 9007199254740991],
    ...["", " ", " 1", "1 ", "+1", "01", "-", ".5", "1.", "1e3", "0x10", "Infinity", "NaN", "1,5", "١"].map(text),
    ...["9007199254740993", "1.00000000000000000001", "1".repeat(400)].map(text),
    [z.boolean(), "true", true],
    [z.boolean(), "false", false],
    ...["", "1", "0", "TRUE", "False", "yes", " true"].map((value): [z.ZodType, string, unknown] => [
      z.boolean(),
      value,
      value,
    ]),
    [z.bigint(), "123456789012345678901234567890", 123456789012345678901234567890n],
    [z.bigint(), "1.5", "1.5"],
    [z.date(), "2026-02-28T23:59:59.123Z", new Date("2026-02-28T23:59:59.123Z")],
    [z.date(), "0001-01-01T00:00:00Z", new Date("0001-01-01T00:00:00Z")],
    [z.date(), "9999-12-31T23:59:59.999Z", new Date("9999-12-31T23:59:59.999Z")],
    ...[
      "",
      "0000-01-01T00:00:00Z",
      "+010000-01-01T00:00:00Z",
      "2026-02-30T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-01-01T24:00:00Z",
      "2026-01-01",
      "2026-01-01T00:00:00",
      "2026-01-01T00:00:00+02:00",
      "2026-01-01T00:00:00.1234Z",
      "1767225600000",
      "yesterday",
    ].map((value): [z.ZodType, string, unknown] => [z.date(), value, value]),
    [z.literal([1, "a", null, true]), "1", 1],
    [z.literal([1, "a", null, true]), "null", null],
    [z.literal([1, "a", null, true]), "b", "b"],
    [z.enum(["A", "B"]), "A", "A"],
    [z.enum({ ONE: 1, TWO: 2 }), "2", 2],
    [z.array(z.int()), "1,2,x", [1, 2, "x"]],
    [z.array(z.string()), "", []],
    [z.set(z.int()), "1,2,2", new Set([1, 2])],
    [z.union([z.int(), z.boolean(), z.string()]), "7", 7],
    [z.union([z.int(), z.boolean(), z.string()]), "true", true],
    [z.union([z.int(), z.boolean(), z.string()]), "07", "07"],
    [z.union([z.int(), z.boolean()]), "x", "x"],
  ];

  it.each(rows.map(([schema, given, expected]) => ({ schema, given, expected, type: schema.def.type })))(
    "$type: $given",
    ({ schema, given, expected }) => {
      expect(coercionFor(schema)(given)).toEqual(expected);
    },
  );

  it.each<[string, z.ZodType]>([
    ["optional", z.int().optional()],
    ["default", z.int().default(3)],
    ["prefault", z.int().prefault(3)],
    ["nullable", z.int().nullable()],
    ["catch", z.int().catch(3)],
    ["readonly", z.int().readonly()],
    ["nonoptional", z.int().optional().nonoptional()],
    ["transform", z.int().transform(String)],
    ["pipe", z.int().pipe(z.int())],
    ["brand", z.int().brand("n")],
    ["lazy", z.lazy(() => z.int())],
    ["a heap of them", z.int().nullable().default(1).optional().readonly().optional()],
  ])("sees through %s", (_name, schema) => {
    expect(coercionFor(schema)("42")).toBe(42);
  });

  it("does not change the schema, which everybody shares", () => {
    const schema = z.strictObject({ flag: z.boolean(), n: z.union([z.int(), z.string()]).default(1) });
    const before = JSON.stringify(z.toJSONSchema(schema));
    coercionFor(schema.shape.flag)("false");
    coercionFor(schema.shape.n)("1");
    expect(JSON.stringify(z.toJSONSchema(schema))).toBe(before);
    expect(schema.safeParse({ flag: "false" }).success).toBe(false);
    expect(schema.parse({ flag: false })).toEqual({ flag: false, n: 1 });
  });
});
