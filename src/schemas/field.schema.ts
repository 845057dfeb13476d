import { z } from "zod";

const STRING_MAX = 200;
const TEXT_MAX = 10_000;
const JSON_MAX = 16_000;
const DECIMAL = /^-?(?:0|[1-9]\d{0,12})(?:\.\d{1,2})?$/;
/** What every database can hold. */
const EARLIEST = new Date("1000-01-01T00:00:00.000Z");
const LATEST = new Date("9999-12-31T23:59:59.999Z");

/** `string`: stored and given back as it is; what would have to be altered is refused instead. */
export const stringSchema = z
  .string()
  .min(1)
  .refine((text) => [...text].length <= STRING_MAX, `Must be at most ${STRING_MAX} characters long.`)
  .refine((text) => text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), "Must not contain control characters.")
  .refine((text) => text === text.trim(), "Must not start or end with a space.")
  .meta({ maxLength: STRING_MAX, examples: ["Sample"] });

/** `text`: of several lines. */
export const textSchema = z
  .string()
  .min(1)
  .refine((text) => [...text].length <= TEXT_MAX, `Must be at most ${TEXT_MAX} characters long.`)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "Must be well-formed Unicode.")
  .meta({ maxLength: TEXT_MAX, examples: ["Several lines of text."] });

/** `int`: as wide as the column. */
export const intSchema = z.int32().meta({ examples: [7] });

/** `decimal`: a text, as a number of JSON would not be exact. */
export const decimalSchema = z
  .string()
  .regex(DECIMAL, "Must be a decimal number with up to 13 digits before the point and 2 behind it, such as 12.50.")
  .meta({ examples: ["12.50"] });

/** `date`: a point in time. */
export const dateSchema = z
  .date()
  .min(EARLIEST, "Must be in the year 1000 or later.")
  .max(LATEST, "Must be in the year 9999 or earlier.")
  .meta({ examples: ["2026-01-31T12:00:00.000Z"] });

export const booleanSchema = z.boolean().meta({ examples: [true] });

/** superjson brings more than JSON has: dates, big numbers, what is undefined. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isJson);
}

const fits = (value: unknown): boolean => !isJson(value) || JSON.stringify(value).length <= JSON_MAX;

/** `json`: an object, with anything in it. Its type is not spelt out: a recursive one is too deep for tRPC's. */
export const jsonSchema = z
  .record(z.string(), z.unknown())
  .refine(isJson, "Must be JSON through and through.")
  .refine(fits, `Must be at most ${JSON_MAX} characters long as JSON.`)
  .meta({ examples: [{ colour: "blue" }] });

/** What a list is searched for. */
export const querySchema = z
  .string()
  .min(1)
  .max(64)
  .refine((q) => q.isWellFormed(), "Must be well-formed Unicode.");
