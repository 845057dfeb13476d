/** A JSON Schema that is no boolean. */
export type Schema = Readonly<Record<string, unknown>>;

const TYPES = ["string", "number", "boolean", "null", "object", "array"] as const;

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

/** The values of a schema that lists them; null where it does not. */
export function finiteValues(schema: Schema): readonly unknown[] | null {
  if ("const" in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : null;
}

/** The types that its values can have; all of them where it does not say. */
export function typesOf(schema: Schema): readonly string[] {
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  const values = finiteValues(schema);
  return values ? [...new Set(values.map(typeOfValue))] : TYPES;
}

/** Whether values of a type are allowed, or every value there is. */
export function allows(schema: unknown, type: string): boolean {
  if (!isSchema(schema)) return schema === true;
  if (type === "everything") return Object.keys(schema).length === 0;
  const types = typesOf(schema);
  return types.includes(type) || (type === "integer" && types.includes("number"));
}
