import { get_dmmf } from "@prisma/prisma-schema-wasm";
import { z } from "zod";

const named = z.object({ name: z.string(), dbName: z.string().nullish() });

const fieldSchema = named.extend({
  kind: z.enum(["scalar", "enum", "object", "unsupported"]),
  type: z.string(),
  isList: z.boolean(),
  isRequired: z.boolean(),
  isId: z.boolean(),
  nativeType: z.tuple([z.string(), z.array(z.string())]).nullish(),
  default: z.unknown().optional(),
  relationName: z.string().nullish(),
  relationFromFields: z.array(z.string()).nullish(),
  relationToFields: z.array(z.string()).nullish(),
  relationOnDelete: z.string().nullish(),
  relationOnUpdate: z.string().nullish(),
});

const indexSchema = z.object({
  model: z.string(),
  type: z.string(),
  dbName: z.string().nullish(),
  algorithm: z.string().nullish(),
  fields: z.array(
    z.object({
      name: z.string(),
      length: z.number().nullish(),
      sortOrder: z.string().nullish(),
      operatorClass: z.string().nullish(),
    }),
  ),
});

const dmmfSchema = z.object({
  datamodel: z.object({
    enums: z.array(named.extend({ values: z.array(named) })),
    models: z.array(named.extend({ fields: z.array(fieldSchema) })),
    indexes: z.array(indexSchema),
  }),
});

export type Datamodel = z.infer<typeof dmmfSchema>["datamodel"];
export type Model = Datamodel["models"][number];
export type Field = z.infer<typeof fieldSchema>;

const failureSchema = z.object({ message: z.string() });

/** Prisma's parser throws its message inside of JSON. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  try {
    return failureSchema.parse(JSON.parse(text)).message;
  } catch {
    return text;
  }
}

/**
 * Reads a Prisma schema with Prisma's own parser.
 * @throws Error with Prisma's message when the schema is not valid
 */
export function readDatamodel(schema: string): Datamodel {
  try {
    const params = { prismaSchema: [["schema.prisma", schema]], noColor: true };
    return dmmfSchema.parse(JSON.parse(get_dmmf(JSON.stringify(params)))).datamodel;
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    throw new Error(`The Prisma schema is not valid.\n${messageOf(error)}`);
  }
}

/** What Prisma's parser reads and then leaves out of its answer, as `line 3: view Totals {`. */
export function hiddenDeclarations(schema: string): string[] {
  const bare = schema.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*/g, "");
  return bare.split("\n").flatMap((line, position) => {
    const hidden = /\bUnsupported\s*\(|@ignore\b|^\s*view\s/.test(line);
    return hidden ? [`line ${position + 1}: ${line.trim()}`] : [];
  });
}

/**
 * The names of foreign keys, as `Model.field` → name: the one thing that Prisma's parser does not hand out.
 * @param schema a valid schema
 */
export function foreignKeyNames(schema: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, model, body = ""] of schema.matchAll(/^\s*model\s+(\w+)\s*\{([\s\S]*?)^\s*\}/gm)) {
    for (const [, field, relation = ""] of body.matchAll(/^\s*(\w+)\s+\w+\??\s+.*?@relation\(([^)\n]*)\)/gm)) {
      const name = /\bmap:\s*"([^"]+)"/.exec(relation)?.[1];
      if (name) names.set(`${model}.${field}`, name);
    }
  }
  return names;
}
