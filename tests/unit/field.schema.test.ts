import { describe, expect, it } from "vitest";
import {
  booleanSchema,
  dateSchema,
  decimalSchema,
  intSchema,
  jsonSchema,
  querySchema,
  stringSchema,
  textSchema,
} from "@/schemas/field.schema";

const SCHEMAS = {
  string: stringSchema,
  text: textSchema,
  int: intSchema,
  decimal: decimalSchema,
  boolean: booleanSchema,
  date: dateSchema,
  json: jsonSchema,
  query: querySchema,
} as const;

describe("the kinds of fields", () => {
  it.each<[keyof typeof SCHEMAS, unknown]>([
    ["string", "Ada"],
    ["string", "😀".repeat(200)],
    ["text", "two\nlines "],
    ["int", -(2 ** 31)],
    ["int", 2 ** 31 - 1],
    ["decimal", "0"],
    ["decimal", "-9999999999999.99"],
    ["decimal", "12.5"],
    ["boolean", false],
    ["date", new Date("1000-01-01T00:00:00.000Z")],
    ["json", { a: [1, null, { b: "x" }] }],
    ["json", {}],
    ["query", "a"],
  ])("%s takes %j as it is", (kind, value) => {
    expect(SCHEMAS[kind].parse(value)).toEqual(value);
  });

  it.each<[keyof typeof SCHEMAS, unknown]>([
    ["string", ""],
    ["string", " a"],
    ["string", "a\nb"],
    ["string", "x".repeat(201)],
    ["text", "x".repeat(10_001)],
    ["text", "a\0"],
    ["int", 2 ** 31],
    ["int", 1.5],
    ["decimal", "12.505"],
    ["decimal", "10000000000000"],
    ["decimal", "1e3"],
    ["decimal", "01"],
    ["decimal", 12.5],
    ["boolean", "true"],
    ["date", "2026-01-31"],
    ["date", new Date("0999-12-31T00:00:00.000Z")],
    ["json", []],
    ["json", "text"],
    ["json", { at: new Date(0) }],
    ["json", { nothing: undefined }],
    ["json", { much: "x".repeat(16_001) }],
    ["query", "\uD800"],
  ])("%s refuses %j", (kind, value) => {
    expect(SCHEMAS[kind].safeParse(value).success).toBe(false);
  });

  it("json refuses what JSON cannot say, however deep", () => {
    expect(jsonSchema.safeParse({ deep: [{ much: 1n }] }).success).toBe(false);
  });
});
