import type { Field } from "./kinds";
import { namesOf } from "./names";
import type { Resource } from "./resource";

/** The schema of a field's value, without what makes it optional. */
export function bareSchemaOf({ camel }: Resource, { kind, name }: Field): string {
  if (kind === "enum") return `${camel}${namesOf(name).pascal}Schema`;
  return kind === "belongs-to" ? "idSchema" : `${kind}Schema`;
}

export function schemaOf(resource: Resource, field: Field): string {
  return bareSchemaOf(resource, field) + (field.isOptional ? ".nullable()" : "");
}
