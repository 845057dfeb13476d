import { z } from "zod";
import type { Meta } from "@/server/trpc";
import { ROLE_PERMISSIONS } from "@/services/permissions";

const definitionSchema = z.object({
  type: z.string(),
  inputs: z.array(z.unknown()),
  output: z.unknown().optional(),
  // Held to its type by the compiler where it is written.
  meta: z.custom<Meta>().optional(),
});

/** What the rules look at; read from `router._def.procedures`. */
export type Definition = z.infer<typeof definitionSchema> & { path: string };

/** The definitions of a router's procedures, by path. */
export function definitionsOf(router: { _def: { procedures: Record<string, unknown> } }): Definition[] {
  const entrySchema = z.custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value);
  return Object.entries(router._def.procedures).map(([path, procedure]) => ({
    path,
    ...definitionSchema.parse(entrySchema.parse(procedure)._def),
  }));
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

/** Whether it, and every object inside of it, refuses keys that it does not know. */
function isStrict(wrapped: unknown): boolean {
  const schema = unwrap(wrapped);
  if (schema instanceof z.ZodArray) return isStrict(schema.element);
  // A record has no keys of its own to know, but what is in it may.
  if (schema instanceof z.ZodRecord) return isStrict(schema.valueType);
  if (schema instanceof z.ZodUnion) return schema.options.every(isStrict);
  if (!(schema instanceof z.ZodObject)) return true;
  return schema.def.catchall instanceof z.ZodNever && Object.values(schema.shape).every(isStrict);
}

function fieldsOf(inputs: readonly unknown[]): string[] {
  return inputs.map(unwrap).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
}

function inputProblems({ inputs }: Definition): string[] {
  if (inputs.length === 0) return ["has no input: use emptySchema, so that a mistaken key is named"];
  const isObject = inputs.every((input) => unwrap(input) instanceof z.ZodObject);
  if (!isObject) return ["its input is no object"];
  return inputs.every(isStrict) ? [] : ["its input is not strict: use z.strictObject"];
}

function restProblems({ type, inputs, meta }: Definition): string[] {
  const rest = meta?.rest;
  if (rest === undefined) return ["has neither a REST mapping nor rest: false"];
  if (rest === false) return [];
  const fields = fieldsOf(inputs);
  const missing = [...rest.path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = ""]) =>
    fields.includes(name) ? [] : [name],
  );
  const reads = rest.method === "GET";
  return [
    ...missing.map((name) => `{${name}} in its path is no field of its input`),
    ...(reads === (type === "query") ? [] : [`a ${type} cannot be ${rest.method}`]),
  ];
}

/** Each way in which a procedure falls short of what every procedure must declare. */
export function procedureProblems(definition: Definition): string[] {
  const { path, output, meta } = definition;
  const problems = [
    ...inputProblems(definition),
    ...(output === undefined || output === null ? ["has no output schema"] : []),
    ...(meta?.access ? [] : ["has no access rule: build it on one of procedures.ts"]),
    ...restProblems(definition),
    ...(meta?.summary ? [] : ["has no summary"]),
  ];
  return problems.map((problem) => `${path} ${problem}`);
}

/** Two procedures at one method and path, as `{name}` is any name. */
export function sharedRoutes(definitions: readonly Definition[]): string[] {
  const routes = definitions.flatMap(({ meta }) =>
    meta?.rest ? [`${meta.rest.method} ${meta.rest.path.replace(/\{\w+\}/g, "{}")}`] : [],
  );
  return routes.filter((route, index) => routes.indexOf(route) !== index);
}

/** Whether none of the permissions that open it is an ordinary person's. */
export function isForAdmins(meta: Meta | undefined): boolean {
  if (meta?.access !== "protected") return false;
  return !meta.permissions?.some((permission) => ROLE_PERMISSIONS.USER.includes(permission));
}
