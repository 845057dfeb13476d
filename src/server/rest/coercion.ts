import { z } from "zod";
import { isExactNumber } from "@/lib/json";

/** Makes of a text what a schema wants; the text itself where that cannot be, so that the schema refuses it. */
export type Coerce = (text: string) => unknown;

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** RFC 3339 in UTC, years 1 to 9999. */
const INSTANT = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

const asText: Coerce = (text) => text;
const asNumber: Coerce = (text) => (DECIMAL.test(text) && isExactNumber(text) ? Number(text) : text);
const asBigInt: Coerce = (text) => (INTEGER.test(text) ? BigInt(text) : text);

const asBoolean: Coerce = (text) => {
  if (text === "true") return true;
  return text === "false" ? false : text;
};

const asDate: Coerce = (text) => {
  if (!INSTANT.test(text)) return text;
  const date = new Date(text);
  // The thirtieth of February would become a day in March.
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === text.slice(0, 19);
  return isReal ? date : text;
};

function asOneOf(values: readonly unknown[]): Coerce {
  const byText = new Map(values.map((value) => [String(value), value]));
  return (text) => (byText.has(text) ? byText.get(text) : text);
}

/** Separated by commas, as a parameter that is given twice is refused. */
function asList(item: Coerce): Coerce {
  return (text) => (text === "" ? [] : text.split(",").map(item));
}

function asAnyOf(options: readonly z.ZodType[]): Coerce {
  const attempts = options.map((schema) => ({ schema, coerce: coercionFor(schema) }));
  return (text) => {
    for (const { schema, coerce } of attempts) {
      const value = coerce(text);
      if (schema.safeParse(value).success) return value;
    }
    return text;
  };
}

/** What is inside of a schema that only adds something to another. */
function unwrap(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schema.unwrap();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.unwrap();
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodCatch || schema instanceof z.ZodNonOptional) {
    return schema.unwrap();
  }
  if (schema instanceof z.ZodPipe) return schema.in;
  return schema instanceof z.ZodLazy ? schema.unwrap() : schema;
}

/** The schema inside of optional, nullable, default and the like. */
export function innermost(schema: z.ZodType): z.ZodType {
  const inner = unwrap(schema);
  return inner instanceof z.ZodType && inner !== schema ? innermost(inner) : schema;
}

function coercionForList(schema: z.ZodArray | z.ZodSet): Coerce {
  const item = schema instanceof z.ZodArray ? schema.element : schema.def.valueType;
  const list = asList(item instanceof z.ZodType ? coercionFor(item) : asText);
  if (schema instanceof z.ZodArray) return list;
  return (text) => new Set(z.array(z.unknown()).parse(list(text)));
}

/** Compiles the schema's coercion, once. The schema is read and never changed. */
export function coercionFor(wrapped: z.ZodType): Coerce {
  const schema = innermost(wrapped);
  if (schema instanceof z.ZodNumber) return asNumber;
  if (schema instanceof z.ZodBoolean) return asBoolean;
  if (schema instanceof z.ZodBigInt) return asBigInt;
  if (schema instanceof z.ZodDate) return asDate;
  if (schema instanceof z.ZodLiteral) return asOneOf([...schema.values]);
  if (schema instanceof z.ZodEnum) return asOneOf(schema.options);
  if (schema instanceof z.ZodArray || schema instanceof z.ZodSet) return coercionForList(schema);
  if (schema instanceof z.ZodUnion) {
    return asAnyOf(schema.options.filter((option) => option instanceof z.ZodType));
  }
  return asText;
}
