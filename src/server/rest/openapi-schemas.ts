import { z } from "zod";
import { ERRORS } from "@/lib/errors";

export type Json = { [key: string]: unknown };

const REQUEST_ID = "req_01jd3k7x0v5m8q2w4r6t9y1b3c";
const TIMESTAMP = "2026-01-01T00:00:00.000Z";

const pagination = z
  .strictObject({
    limit: z.int().meta({ examples: [20] }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "The `cursor` of the next page; null on the last.", examples: ["eyJ2IjoxfQ"] }),
    total: z
      .int()
      .optional()
      .meta({ description: "Only with `withTotal=true`.", examples: [201] }),
  })
  .meta({ id: "Pagination" });

const metaFields = {
  requestId: z.string().meta({ description: "Also in `X-Request-Id` and in the logs.", examples: [REQUEST_ID] }),
  timestamp: z.date().meta({ examples: [TIMESTAMP] }),
};
export const metaSchema = z.strictObject(metaFields).meta({ id: "Meta" });
export const listMetaSchema = z.strictObject({ ...metaFields, pagination }).meta({ id: "ListMeta" });

const errorCode = z.enum(Object.keys(ERRORS)).meta({ id: "ErrorCode" });
const errorDetail = z
  .strictObject({
    field: z.string().meta({ description: "A dotted path, such as `tags.0`.", examples: ["email"] }),
    issue: z.string().meta({ examples: ["Required."] }),
  })
  .meta({ id: "ErrorDetail" });
const errorBody = z
  .strictObject({
    code: errorCode,
    message: z.string().meta({ examples: ["One or more fields are invalid."] }),
    details: z.array(errorDetail).optional().meta({ description: "Wherever a field is to blame." }),
  })
  .meta({ id: "Error" });
export const failureSchema = z
  .strictObject({ success: z.literal(false), error: errorBody, meta: metaSchema })
  .meta({ id: "Failure" });

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === "$ref" ? String(child).replace("#/$defs/", "#/components/schemas/") : withReferences(child),
    ]),
  );
}

/** The schemas of one document: those with a name are collected as components, and referred to. */
export class SchemaBook {
  readonly components: Json = {};

  /** @param io whether a client writes it or reads it: only then is a default always there */
  describe(schema: z.ZodType, io: "input" | "output"): Json {
    // Inside of another, so that a schema with a name becomes a reference as well.
    const { properties, $defs = {} } = z.toJSONSchema(z.strictObject({ it: schema.optional() }), {
      io,
      unrepresentable: ({ zodSchema }) =>
        zodSchema instanceof z.ZodDate ? { type: "string", format: "date-time" } : "throw",
    });
    for (const [name, definition] of Object.entries($defs)) this.#collect(name, withReferences(definition));
    const described = withReferences(properties?.it);
    if (!isJson(described)) throw new Error("A schema has no form in JSON.");
    return described;
  }

  #collect(name: string, definition: unknown): void {
    const known = this.components[name];
    if (known && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new Error(`Two schemas are called ${name}.`);
    }
    this.components[name] = definition;
  }

  /** A value that the schema accepts, made of the examples in it. */
  sample(schema: unknown): unknown {
    if (!isJson(schema)) return null;
    const fixed = this.#fixedSample(schema);
    if (fixed !== undefined) return fixed;
    if (schema.type === "object" && isJson(schema.properties)) {
      return Object.fromEntries(Object.entries(schema.properties).map(([key, child]) => [key, this.sample(child)]));
    }
    if (schema.type === "array") return [this.sample(schema.items)];
    return sampleOfType(schema);
  }

  #fixedSample({ $ref, examples, enum: values, anyOf, allOf, ...schema }: Json): unknown {
    for (const list of [examples, values]) if (Array.isArray(list)) return list[0];
    if ("const" in schema) return schema.const;
    if ("default" in schema) return schema.default;
    if (typeof $ref === "string") return this.sample(this.components[$ref.slice($ref.lastIndexOf("/") + 1)]);
    for (const options of [anyOf, allOf]) if (Array.isArray(options)) return this.sample(options[0]);
    return undefined;
  }
}

/** For schemas that bring no example. One with a pattern of its own has to. */
const SAMPLES: Record<string, string> = {
  "date-time": TIMESTAMP,
  email: "ada@example.org",
  uri: "https://example.org/",
  uuid: "0198c0de-7a1b-7000-8000-000000000001",
};

function sampleOfType({ type, format, minimum }: Json): unknown {
  if (type === "integer" || type === "number") return typeof minimum === "number" && minimum > 0 ? minimum : 1;
  if (type === "boolean") return true;
  if (type === "null") return null;
  return SAMPLES[String(format)] ?? "text";
}
