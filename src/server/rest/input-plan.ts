import { z } from "zod";
import { type Coerce, coercionFor, innermost } from "./coercion";

const METHODS_WITH_BODY = ["POST", "PUT", "PATCH"];

/** Where each field of a procedure's input comes from, and how its text becomes a value. */
export type InputPlan = {
  /** The input's fields with their schemas. */
  fields: ReadonlyMap<string, z.ZodType>;
  /** Compiled for the fields that arrive as text: those of the path and, where there is no body, of the query. */
  coercions: ReadonlyMap<string, Coerce>;
  /** Compiled for the dates in the body, which JSON can only say as text. */
  dates: ReadonlyMap<string, Coerce>;
  hasBody: boolean;
  /** The fields that the path does not give; in the body if there is one, else in the query. */
  free: ReadonlySet<string>;
};

type Place = { method: string; params: readonly string[] };

function fieldsOf(id: string, inputs: readonly z.ZodType[]): Map<string, z.ZodType> {
  const fields = new Map<string, z.ZodType>();
  for (const input of inputs) {
    const schema = innermost(input);
    if (!(schema instanceof z.ZodObject)) throw new Error(`${id} is not fit for REST: its input is no object.`);
    for (const [name, field] of Object.entries(schema.shape)) {
      if (field instanceof z.ZodType) fields.set(name, field);
    }
  }
  return fields;
}

function assertText(id: string, name: string, schema: z.ZodType): void {
  const inner = innermost(schema);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord || inner instanceof z.ZodMap) {
    throw new Error(`${id} is not fit for REST: its field ${name} cannot be said in a URL.`);
  }
}

/**
 * Compiles how requests become the input of a procedure, once.
 * @throws Error naming the procedure whose input cannot be sent over REST
 */
export function compileInputPlan(id: string, inputs: readonly z.ZodType[], { method, params }: Place): InputPlan {
  const fields = fieldsOf(id, inputs);
  const hasBody = METHODS_WITH_BODY.includes(method);
  const coercions = new Map<string, Coerce>();
  const dates = new Map<string, Coerce>();
  for (const name of params) {
    if (!fields.has(name)) throw new Error(`${id} has {${name}} in its path, which is no field of its input.`);
  }
  for (const [name, schema] of fields) {
    if (hasBody && !params.includes(name)) {
      if (innermost(schema) instanceof z.ZodDate) dates.set(name, coercionFor(schema));
      continue;
    }
    assertText(id, name, schema);
    coercions.set(name, coercionFor(schema));
  }
  const free = new Set([...fields.keys()].filter((name) => !params.includes(name)));
  return { fields, coercions, dates, hasBody, free };
}
