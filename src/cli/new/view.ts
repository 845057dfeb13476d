import type { Field } from "./kinds";
import { namesOf } from "./names";
import { enumNameOf, type Parents } from "./prisma-model";
import { isSortable, type Resource } from "./resource";
import { CHOICE, inputOf } from "./view-form";
import { listView } from "./view-list";
import { bareSchemaOf, schemaOf } from "./view-schema";
import { cellOf, headingOf } from "./view-table";
import { changeOf, sampleOf, wrongOf } from "./view-tests";

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

/** In front of a tick nobody writes "is". */
function labelOf({ name, kind, relation }: Field): string {
  return namesOf(kind === "boolean" ? name.replace(/^is(?=[A-Z])/, "") : (relation?.name ?? name)).title;
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

function parentOf(field: Field, parents: Parents) {
  const { name, relation, isOptional } = field;
  const model = relation?.model ?? "";
  const { camel: delegate, words: modelWords, kebab: modelKebab } = namesOf(model);
  const { pascal } = namesOf(relation?.name ?? "");
  const { onDelete, knownBy } = parents.get(name) ?? { onDelete: "Restrict", knownBy: null };
  const after = onDelete === "SetNull" ? `{ ${name}: null }` : "null";
  const isUser = model === "User";
  return { name, pascal, model, delegate, modelWords, modelKebab, isOptional, isUser, onDelete, knownBy, after };
}

const OUTCOMES = { Cascade: "goes with the", Restrict: "holds the", SetNull: "outlives the" };

function distinct<T extends { model: string }>(parents: readonly T[]): T[] {
  return [...new Map(parents.map((each) => [each.model, each])).values()];
}

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
    makers: distinct(others),
    choosers: distinct(others.filter(({ knownBy }) => knownBy !== null)),
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

/** A form of many fields in several functions, as none is over fifty lines. */
function formView({ fields }: Resource, parents: Parents) {
  const inputs = fields.map((field, index) => inputOf(field, index === 0, parents.get(field.name)?.knownBy ?? null));
  const groups = Array.from({ length: Math.ceil(inputs.length / GROUP) }, (_, group) =>
    inputs.slice(group * GROUP, (group + 1) * GROUP),
  );
  const [firstFields = [], ...rest] = groups;
  return {
    firstFields,
    more: rest.map((group, index) => ({ number: index + 2, fields: group })),
    hasHints: inputs.some(({ hint }) => hint !== null),
    inputs: [...new Set(inputs.map(({ element }) => element).filter((element) => element !== CHOICE))].join(", "),
    hasChoices: inputs.some(({ element }) => element === CHOICE),
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
    ...formView(resource, parents),
    article: namesOf(articleOf(words)).title,
    articleSmall: articleOf(words),
    fields: fields.map((field, index) => ({
      ...field,
      schema: schemaOf(resource, field),
      fromRow: fromRow(field),
      factory: sampleOf(field),
      label: labelOf(field),
      words: field.values.map((value) => ({ value, word: namesOf(value.replaceAll("_", "-")).title })),
      cell: cellOf(field),
      ...inputOf(field, index === 0, parents.get(field.name)?.knownBy ?? null),
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
