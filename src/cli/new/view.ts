import type { Field } from "./kinds";
import { namesOf } from "./names";
import { enumNameOf, type Parents } from "./prisma-model";
import { isFilter, isSortable, type Resource } from "./resource";
import { inputOf } from "./view-form";
import { bareSchemaOf, schemaOf } from "./view-schema";
import { cellOf, headingOf } from "./view-table";
import { changeOf, filterTestOf, sampleOf, wrongOf } from "./view-tests";

/** Fields of a form in one function. */
const GROUP = 4;

const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(", ");
const articleOf = (words: string): string => (/^[aeiou]/.test(words) ? "an" : "a");

function fromRow({ name, kind, isOptional }: Field): string {
  const value = `row.${name}`;
  if (kind === "decimal") return isOptional ? `${value}?.toFixed(2) ?? null` : `${value}.toFixed(2)`;
  if (kind !== "json") return value;
  const read = `read${namesOf(name).pascal}(${value})`;
  return isOptional ? `${value} === null ? null : ${read}` : read;
}

/** The columns that are not what a client sets, but are made of it. */
function overrides({ fields, searched }: Resource, from: "input" | "change"): string {
  const orNothing = (value: string, made: string) =>
    from === "change" ? `${value} === undefined ? undefined : ${made}` : made;
  const made = fields.flatMap((field) => {
    const value = `${from}.${field.name}`;
    if (field === searched) return [`${field.name}Key: ${orNothing(value, `foldText(${value})`)}`];
    if (field.kind !== "json") return [];
    const text = `JSON.stringify(${value})`;
    return [`${field.name}: ${orNothing(value, field.isOptional ? `${value} === null ? null : ${text}` : text)}`];
  });
  return made.map((each) => `, ${each}`).join("");
}

const READS: Readonly<Record<string, [write: (row: string) => string, read: string]>> = {
  int: [(value) => `String(${value})`, "Number(text)"],
  decimal: [(value) => `${value}.toFixed(2)`, "text"],
  date: [(value) => `${value}.toISOString()`, "new Date(text)"],
};

function sortableOf(field: Field, resource: Resource) {
  const { name, kind } = field;
  const column = field === resource.searched ? `${name}Key` : name;
  const [write, read] = READS[kind] ?? [(value: string) => value, "text"];
  return { name, column, write: write(`row.${column}`), read };
}

function parentOf(field: Field, parents: Parents) {
  const { name, relation, isOptional } = field;
  const model = relation?.model ?? "";
  const { camel: delegate, words: modelWords, kebab: modelKebab } = namesOf(model);
  const { pascal } = namesOf(relation?.name ?? "");
  const onDelete = parents.get(name) ?? "Restrict";
  const after = onDelete === "SetNull" ? `{ ${name}: null }` : "null";
  const isUser = model === "User";
  return { name, pascal, model, delegate, modelWords, modelKebab, isOptional, isUser, onDelete, after };
}

const OUTCOMES = { Cascade: "goes with the", Restrict: "holds the", SetNull: "outlives the" };

function relationsView(resource: Resource, parents: Parents) {
  const all = resource.fields.filter(({ relation }) => relation !== null).map((field) => parentOf(field, parents));
  const users = all.filter(({ isUser }) => isUser);
  const others = all.filter(({ isUser }) => !isUser);
  return {
    parents: all,
    hasParents: all.length > 0,
    usesUsers: users.length > 0,
    userParent: users[0]?.name ?? null,
    userParents: users.map((each) => ({ ...each, outcome: each.onDelete === "SetNull" ? "stays" : "goes" })),
    holders: others.map((each) => ({
      ...each,
      isHeld: each.onDelete === "Restrict",
      outcome: OUTCOMES[each.onDelete],
    })),
    makers: [...new Map(others.map((each) => [each.model, each])).values()],
  };
}

function schemaView(resource: Resource) {
  const enums = resource.fields.filter(({ kind }) => kind === "enum");
  const bases = new Set(resource.fields.map((field) => bareSchemaOf(resource, field)));
  const imported = [...bases].filter((base) => /^(string|text|int|decimal|boolean|date|json)Schema$/.test(base));
  const sorted = resource.fields.filter((field) => isSortable(field, resource)).map(({ name }) => name);
  return {
    schemaImports: [...imported, ...(resource.searched ? ["querySchema"] : [])].join(", "),
    enums: enums.map((field) => ({
      schemaName: bareSchemaOf(resource, field),
      id: enumNameOf(resource, field),
      quotedValues: quoted(field.values),
      first: field.values[0],
    })),
    defaulted: resource.fields.filter(({ isOptional }) => isOptional),
    sorts: quoted(["-createdAt", "createdAt", ...sorted.flatMap((name) => [name, `-${name}`])]),
    baseSorts: quoted(["createdAt", ...sorted]),
  };
}

function listView(resource: Resource) {
  const filters = resource.fields.filter(isFilter);
  const { searched } = resource;
  const asked = ["sort", ...(searched ? ["q"] : []), ...filters.map(({ name }) => name)];
  const byTime = {
    name: "createdAt",
    column: "createdAt",
    write: "row.createdAt.toISOString()",
    read: "new Date(text)",
  };
  return {
    searched: searched?.name ?? null,
    sortables: [
      byTime,
      ...resource.fields.filter((field) => isSortable(field, resource)).map((field) => sortableOf(field, resource)),
    ],
    filters: filters.map((field) => ({
      ...field,
      bare: bareSchemaOf(resource, field),
      ...filterTestOf(field),
    })),
    hasFilters: filters.length > 0 || searched !== null,
    listKey: asked.map((name) => (name === "sort" ? "asked.sort" : `asked.${name} ?? null`)).join(", "),
  };
}

/** A form of many fields in several functions, as none is over fifty lines. */
function formView(fields: readonly Field[]) {
  const inputs = fields.map((field, index) => inputOf(field, index === 0));
  const groups = Array.from({ length: Math.ceil(inputs.length / GROUP) }, (_, group) =>
    inputs.slice(group * GROUP, (group + 1) * GROUP),
  );
  const [firstFields = [], ...rest] = groups;
  return {
    firstFields,
    more: rest.map((group, index) => ({ number: index + 2, fields: group })),
    hasHints: inputs.some(({ hint }) => hint !== null),
    inputs: [...new Set(inputs.map(({ element }) => element))].join(", "),
    hasDates: fields.some(({ kind }) => kind === "date"),
  };
}

/** All that the templates say of a resource. */
export function viewOf(resource: Resource, parents: Parents) {
  const { fields, words } = resource;
  const optionals = fields.filter(({ isOptional }) => isOptional);
  const uniques = fields.filter(({ isUnique }) => isUnique);
  return {
    ...resource,
    ...schemaView(resource),
    ...listView(resource),
    ...relationsView(resource, parents),
    ...headingOf(resource),
    ...formView(fields),
    article: namesOf(articleOf(words)).title,
    articleSmall: articleOf(words),
    fields: fields.map((field, index) => ({
      ...field,
      schema: schemaOf(resource, field),
      fromRow: fromRow(field),
      factory: sampleOf(field),
      label: namesOf(field.relation?.name ?? field.name).title,
      words: field.values.map((value) => ({ value, word: namesOf(value.replaceAll("_", "-")).title })),
      cell: cellOf(field),
      ...inputOf(field, index === 0),
    })),
    jsons: fields
      .filter(({ kind }) => kind === "json")
      .map(({ name }) => ({ name, reader: `read${namesOf(name).pascal}` })),
    counts: fields.some(({ kind }) => kind === "string" || kind === "int"),
    foldsText: resource.searched !== null,
    createOverrides: overrides(resource, "input"),
    updateOverrides: overrides(resource, "change"),
    uniques,
    uniqueNames: uniques.map(({ name }) => `\`${name}\``).join(", "),
    optionals,
    optionalPicks: optionals.map(({ name }) => name).join(", "),
    optionalNames: optionals.map(({ name }) => name).join(", "),
    optionalNulls: optionals.map(({ name }) => `${name}: null`).join(", "),
    badInputs: fields.map((field) => `["${field.name}", ${wrongOf(field)}]`).join(", "),
    change: changeOf(fields),
  };
}

export type View = ReturnType<typeof viewOf>;
