import { UsageError } from "../run-command";
import { type Field, KINDS_HELP, parseField } from "./kinds";
import { type Names, namesOf, pluralOf, snake } from "./names";

/** What a resource is called and made of. */
export type Resource = Names & {
  plural: Names;
  table: string;
  permissions: { read: string; write: string };
  fields: Field[];
  /** What the list is searched by: the first text of one line that every row has. */
  searched: Field | null;
};

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,29}$/;
const MAX_FIELDS = 20;
const MAX_IDENTIFIER = 64;
/** Names that the lists, the tests or the surfaces give a meaning of their own; and what logs never show. */
const RESERVED_FIELDS =
  /^(id|version|createdAt|updatedAt|limit|cursor|withTotal|q|sort|surplus|constructor|prototype|toString|valueOf|currentPassword|default)$|password|secret|token|hash|cookie|authorization/i;

function assertFields(fields: readonly Field[], searched: Field | null): void {
  if (fields.length === 0) throw new UsageError(`A resource needs at least one field.\n${KINDS_HELP}`);
  if (fields.length > MAX_FIELDS) throw new UsageError(`A resource has at most ${MAX_FIELDS} fields.`);
  const names = fields.flatMap(({ name, relation }) => (relation ? [name, relation.name] : [name]));
  if (searched) names.push(`${searched.name}Key`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`There are two fields called ${twice}.`);
  const reserved = names.find((name) => RESERVED_FIELDS.test(name));
  if (reserved !== undefined) throw new UsageError(`${reserved}: this name is reserved.`);
}

/** MySQL cuts no name short: it refuses one of more than 64 characters. */
function assertLengths({ table, fields }: Resource): void {
  for (const { name } of fields) {
    const index = `${table}_${snake(name)}_created_at_id_idx`;
    if (index.length > MAX_IDENTIFIER) throw new UsageError(`${name}: too long, as ${index} has over 64 characters.`);
  }
}

/**
 * Reads what follows `npm run new -- resource`.
 * @param plural where it is not the regular one
 * @throws UsageError naming what cannot be
 */
export function parseResource(name: string, sources: readonly string[], plural?: string): Resource {
  if (!NAME.test(name)) throw new UsageError(`${name}: a resource's name is one word of letters, or in camelCase.`);
  const names = namesOf(name);
  const many = namesOf(plural ?? pluralOf(names.kebab));
  if (!NAME.test(plural ?? name) || many.camel === names.camel) {
    throw new UsageError(`${plural}: the plural must be a word of its own.`);
  }
  const fields = sources.map(parseField);
  const searched = fields.find(({ kind, isOptional }) => kind === "string" && !isOptional) ?? null;
  assertFields(fields, searched);
  const permissions = { read: `${many.kebab}:read`, write: `${many.kebab}:write` };
  const resource = { ...names, plural: many, table: snake(many.kebab), permissions, fields, searched };
  assertLengths(resource);
  return resource;
}

/** Whether the list can be sorted by the field: every row has it, and it has an order. */
export function isSortable(field: Field, { searched }: Resource): boolean {
  return field === searched || (!field.isOptional && ["int", "decimal", "date"].includes(field.kind));
}

/** Whether the list can be narrowed to one value of the field. */
export function isFilter({ kind }: Field): boolean {
  return ["enum", "boolean", "belongs-to"].includes(kind);
}
