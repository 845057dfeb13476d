import type { Field } from "./kinds";
import { namesOf } from "./names";

const HINTS: Readonly<Record<string, string>> = {
  decimal: "Up to two digits after the point, such as 12.50.",
  json: "An object in JSON.",
};

/** The field of the house that offers rows of another list. */
export const CHOICE = "ChoiceField";

function hintOf({ kind, relation }: Field, knownBy: string | null): string | null {
  if (!relation) return HINTS[kind] ?? null;
  if (relation.model === "User") return "Found by name or address.";
  return knownBy === null ? `The ID of the ${namesOf(relation.model).words}.` : `Found by ${namesOf(knownBy).words}.`;
}

const READS_AS: Readonly<Record<string, string>> = { int: "number", boolean: "boolean", date: "date", json: "json" };

/** How the text of the form's field becomes its value. */
function formOf({ kind, isOptional }: Field): string {
  const as = READS_AS[kind] ?? "text";
  if (isOptional) return `{ as: "${as}", empty: null }`;
  return kind === "boolean" ? `{ as: "${as}", empty: false }` : `{ as: "${as}" }`;
}

const CHOSEN: Readonly<Record<string, string>> = { enum: "NativeSelect", text: "Textarea", json: "Textarea" };

function elementOf({ kind, isOptional }: Field): string {
  if (kind === "boolean") return isOptional ? "NativeSelect" : "Checkbox";
  return CHOSEN[kind] ?? "TextInput";
}

function initialOf({ name, kind, isOptional }: Field): string {
  const value = `row?.${name}`;
  if (kind === "date") return `type="datetime-local" step="0.001" defaultValue={localTime(${value})}`;
  if (kind === "json") return `defaultValue={${value} ? JSON.stringify(${value}, null, 2) : ""} rows={3}`;
  if (kind === "text") return `defaultValue={${value} ?? ""} rows={3}`;
  if (kind === "boolean")
    return isOptional ? `defaultValue={String(${value} ?? "")}` : `defaultChecked={${value} ?? false}`;
  const mode = kind === "int" ? 'inputMode="numeric" ' : kind === "decimal" ? 'inputMode="decimal" ' : "";
  return kind === "enum" ? `defaultValue={${value} ?? undefined}` : `${mode}defaultValue={${value} ?? ""}`;
}

/** The options of a select, as a constant of the file. */
function choicesOf({ name, kind, isOptional }: Field): string | null {
  const none = isOptional ? '{ value: "", label: texts.nothing }, ' : "";
  const constant = namesOf(name).kebab.replaceAll("-", "_").toUpperCase();
  if (kind === "enum") return `const ${constant} = [${none}...choicesOf(texts.values.${name})];`;
  if (kind !== "boolean" || !isOptional) return null;
  return `const ${constant} = [${none}{ value: "true", label: texts.yes }, { value: "false", label: texts.no }];`;
}

/** What a choice field is given instead of an input's value. */
function chosenOf({ name, isOptional, relation }: Field): string {
  const optional = isOptional ? "isOptional " : "";
  return `initial={row?.${name} ?? null} ${optional}useChoices={use${relation?.model}Choices}`;
}

/**
 * How a form asks for the field.
 * @param knownBy of a belongs-to: the field by which a person knows a row of the other list, or null
 */
export function inputOf(field: Field, isFirst: boolean, knownBy: string | null) {
  const { name } = field;
  const element = knownBy === null ? elementOf(field) : CHOICE;
  const choices = choicesOf(field);
  const hint = hintOf(field, knownBy);
  const parts = [
    `label={texts.fields.${name}}`,
    `name="${name}"`,
    ...(element === "TextInput" || element === "Textarea" ? ['autoComplete="off"'] : []),
    ...(isFirst ? ["data-autofocus"] : []),
    ...(choices ? [`data={${namesOf(name).kebab.replaceAll("-", "_").toUpperCase()}}`] : []),
    ...(hint ? [`description={texts.hints.${name}}`] : []),
    element === CHOICE ? chosenOf(field) : initialOf(field),
    `error={issueOf("${name}")}`,
  ];
  return { element, choices, hint, form: formOf(field), input: `<${element} ${parts.join(" ")} />` };
}
