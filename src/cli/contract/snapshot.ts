import { z } from "zod";
import { buildOpenApi } from "@/server/rest/openapi";
import { SchemaBook } from "@/server/rest/openapi-schemas";
import { routeTable } from "@/server/rest/route-table";
import { appRouter } from "@/server/root";
import { isSchema } from "./schema";

const methodSchema = z.looseObject({
  operationId: z.string(),
  deprecated: z.boolean().default(false),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: z.unknown() }),
  ),
  requestBody: z
    .object({ required: z.boolean(), content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
});

/** What clients of either surface rely on, without a word of prose. */
export const contractSchema = z.object({
  openapi: z.object({
    paths: z.record(z.string(), z.record(z.string(), methodSchema)),
    components: z.object({ schemas: z.record(z.string(), z.unknown()), responses: z.record(z.string(), z.unknown()) }),
  }),
  trpc: z.object({
    procedures: z.record(
      z.string(),
      z.object({ type: z.string(), deprecated: z.boolean(), input: z.unknown(), output: z.unknown() }),
    ),
    schemas: z.record(z.string(), z.unknown()),
  }),
});

export type Contract = z.infer<typeof contractSchema>;
export type RestOperation = z.infer<typeof methodSchema>;

const PROSE = new Set(["description", "summary", "example", "examples", "title"]);
/** What stands in these is named by us, and may be called like prose. */
const MAPS = new Set(["properties", "schemas", "responses", "headers", "paths"]);

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function bare(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((each) => bare(each));
  if (!isSchema(value)) return value;
  const kept = sorted(value).filter(([key]) => isMap || !PROSE.has(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, bare(child, !isMap && MAPS.has(key))]));
}

const definitionSchema = z.object({
  type: z.string(),
  meta: z.looseObject({ deprecated: z.unknown().optional() }),
  inputs: z.array(z.instanceof(z.ZodType)),
  output: z.instanceof(z.ZodType),
});
const procedureSchema = z.custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value);

function describe(procedure: unknown, book: SchemaBook): unknown {
  const { type, meta, inputs, output } = definitionSchema.parse(procedureSchema.parse(procedure)._def);
  const input = inputs.length === 0 ? null : { allOf: inputs.map((each) => book.describe(each, "input")) };
  return { type, deprecated: meta.deprecated !== undefined, input, output: book.describe(output, "output") };
}

function trpcTable(router: { _def: { procedures: object } }): unknown {
  const book = new SchemaBook();
  const procedures = Object.entries(router._def.procedures).map(([id, procedure]) => [id, describe(procedure, book)]);
  return { procedures: Object.fromEntries(procedures), schemas: book.components };
}

/** The contract as the code at hand has it. */
export function currentContract(): Contract {
  const { paths, components } = buildOpenApi(routeTable);
  return contractSchema.parse(bare({ openapi: { paths, components }, trpc: trpcTable(appRouter) }));
}

/** As it is committed: stable, one fact a line. */
export function serialise(contract: Contract): string {
  return `${JSON.stringify(contract, null, 1)}\n`;
}
