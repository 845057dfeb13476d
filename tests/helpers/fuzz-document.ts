import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import { openApiJson } from "@/server/rest/openapi";
import { appRouter } from "@/server/root";
import { type Definition, definitionsOf } from "./procedure-rules";

const schemaSchema = z.record(z.string(), z.unknown());
/** A JSON Schema, as the document has it. */
export type Schema = z.infer<typeof schemaSchema>;

const mediaSchema = z.looseObject({ schema: schemaSchema });
/** A 304 has no body. */
const contentSchema = z.looseObject({ content: z.record(z.string(), mediaSchema).default({}) });
const responseSchema = z.union([z.strictObject({ $ref: z.string() }), contentSchema, z.looseObject({})]);
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean(),
  schema: schemaSchema,
});
const operationSchema = z.looseObject({
  operationId: z.string(),
  security: z.array(z.unknown()),
  parameters: z.array(z.looseObject({ in: z.string() })),
  requestBody: contentSchema.optional(),
  responses: z.record(z.string(), responseSchema),
});
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({
    schemas: z.record(z.string(), schemaSchema),
    responses: z.record(z.string(), contentSchema),
  }),
});
type Described = z.infer<typeof operationSchema>;

type Place = "path" | "query" | "body";
export type FuzzField = { name: string; place: Place; schema: Schema; isRequired: boolean };

/** An operation as the document describes it, with the procedure behind it. */
export type FuzzOperation = {
  /** The procedure's path, which is the operation's ID. */
  id: string;
  method: string;
  /** `/api/users/{id}` */
  template: string;
  /** Every method that the document has at this path, with HEAD and OPTIONS: the `Allow` field. */
  allow: string;
  fields: readonly FuzzField[];
  hasBody: boolean;
  isOpen: boolean;
  /** By status. */
  answers: ReadonlyMap<number, ValidateFunction>;
  successStatus: number;
  /** Of the whole input, formats aside, which the schemas of the code judge. */
  input: ValidateFunction;
  definition: Definition;
};

const document = documentSchema.parse(JSON.parse(openApiJson()));
const { components } = document;
/** The schemas that others refer to. */
export const namedSchemas = components.schemas;

const strict = addFormats.default(new Ajv2020({ allErrors: true, strict: false }));
const loose = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });

function withMethods(methods: readonly string[]): string {
  const implied = methods.includes("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"];
  return [...new Set([...methods, ...implied])].sort().join(", ");
}

function contentOf(response: z.infer<typeof responseSchema>): z.infer<typeof contentSchema> {
  if ("$ref" in response && typeof response.$ref === "string") {
    return contentSchema.parse(components.responses[response.$ref.slice(response.$ref.lastIndexOf("/") + 1)]);
  }
  return contentSchema.parse(response);
}

function answersOf({ responses }: Described): Map<number, ValidateFunction> {
  return new Map(
    Object.entries(responses).map(([status, response]) => {
      const schema = contentOf(response).content["application/json"]?.schema;
      return [Number(status), strict.compile({ ...schema, components })];
    }),
  );
}

/** The form of an object with these properties, which refuses others. */
export function objectOf(fields: readonly FuzzField[]): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), schemaSchema).default({}),
  required: z.array(z.string()).default([]),
});

function fieldsOf({ parameters, requestBody }: Described): FuzzField[] {
  const inUrl = parameters
    .filter((parameter) => parameter.in !== "header")
    .map((parameter): FuzzField => {
      const { name, in: where, schema, required } = parameterSchema.parse(parameter);
      return { name, place: where === "path" ? "path" : "query", schema, isRequired: required };
    });
  const { properties, required } = objectSchema.parse(requestBody?.content["application/json"]?.schema ?? {});
  const inBody = Object.entries(properties).map(
    ([name, schema]): FuzzField => ({ name, place: "body", schema, isRequired: required.includes(name) }),
  );
  return [...inUrl, ...inBody];
}

const definitions = new Map(definitionsOf(appRouter).map((definition) => [definition.path, definition]));

function operationOf(template: string, method: string, described: Described, allow: string): FuzzOperation {
  const definition = definitions.get(described.operationId);
  if (!definition) throw new Error(`${described.operationId} is described, and there is no such procedure.`);
  const fields = fieldsOf(described);
  const answers = answersOf(described);
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    template,
    allow,
    fields,
    hasBody: described.requestBody !== undefined,
    isOpen: described.security.length === 0,
    answers,
    successStatus: [...answers.keys()].find((status) => status < 300) ?? 200,
    input: loose.compile({ ...objectOf(fields), components }),
    definition,
  };
}

/** Every operation of the OpenAPI document. */
export const fuzzOperations: readonly FuzzOperation[] = Object.entries(document.paths).flatMap(
  ([template, methods]) => {
    const allow = withMethods(Object.keys(methods).map((method) => method.toUpperCase()));
    return Object.entries(methods).map(([method, described]) => operationOf(template, method, described, allow));
  },
);

/** Whether it is the body of a failure as the document describes it, whatever the operation. */
export const isFailure = strict.compile({ $ref: "#/components/schemas/Failure", components });
