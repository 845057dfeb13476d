import { UsageError } from "../run-command";
import { namesOf } from "./names";

const SCALAR_KINDS = ["string", "text", "int", "decimal", "boolean", "date", "json"] as const;
type ScalarKind = (typeof SCALAR_KINDS)[number];

export type Field = {
  /** As it was asked for. */
  source: string;
  /** On the wire and in the model: `customerId` of `customer:User`. */
  name: string;
  kind: ScalarKind | "enum" | "belongs-to";
  isOptional: boolean;
  isUnique: boolean;
  /** Of an enum. */
  values: string[];
  /** The relation's name and the parent's model, of a belongs-to. */
  relation: { name: string; model: string } | null;
};

export const KINDS_HELP = `Field kinds:
  name:string        up to 200 characters in one line
  name:text          up to 10,000 characters
  name:int           a whole number of 32 bits
  name:decimal       15 digits, two of them behind the point; a text in JSON, so that it stays exact
  name:boolean
  name:date          a point in time
  name:json          an object of up to 16,000 characters as JSON
  'name:enum(a,b)'   one of these words
  name:User          belongs to one row of that model: User, or a resource made here
and behind a kind, :optional, and :unique for string and int.
`;

const NAME = /^[a-z][A-Za-z0-9]{0,29}$/;
const VALUE = /^[A-Za-z][A-Za-z0-9_]{0,29}$/;
const ENUM = /^enum(?:\((.*)\)|=(.*))$/;
const MODEL = /^[A-Z][A-Za-z0-9]*$/;
const CAN_BE_UNIQUE = ["string", "int"];
const MODIFIERS = ["optional", "unique"];

function refuse(source: string, why: string): never {
  throw new UsageError(`${source}: ${why}.\n${KINDS_HELP}`);
}

type Typed = Pick<Field, "kind" | "values" | "relation" | "name">;

function valuesOf(source: string, list: string): string[] {
  const values = list.split(",").map((value) => value.trim());
  if (values.length < 2 || !values.every((value) => VALUE.test(value)))
    refuse(source, "an enum needs two words or more, such as enum(a,b)");
  if (new Set(values).size !== values.length) refuse(source, "names a value twice");
  return values;
}

function typeOf(source: string, name: string, kind: string): Typed {
  const list = ENUM.exec(kind);
  if (list) return { name, kind: "enum", values: valuesOf(source, list[1] ?? list[2] ?? ""), relation: null };
  const scalar = SCALAR_KINDS.find((each) => each === kind);
  if (scalar) return { name, kind: scalar, values: [], relation: null };
  if (!MODEL.test(kind)) refuse(source, `${kind === "" ? "it has no kind" : `${kind} is no kind of field`}`);
  return { name: `${name}Id`, kind: "belongs-to", values: [], relation: { name, model: kind } };
}

/**
 * Reads `name:kind`, with `:optional` and `:unique` behind it.
 * @throws UsageError with the list of kinds
 */
export function parseField(source: string): Field {
  const [name = "", kind = "", ...modifiers] = source.split(":");
  if (!NAME.test(name) || namesOf(name).camel !== name) {
    refuse(source, "a field's name is in camelCase, of up to 30 letters and digits");
  }
  const typed = typeOf(source, name, kind);
  const unknown = modifiers.find((each) => !MODIFIERS.includes(each));
  if (unknown !== undefined) refuse(source, `${unknown} is neither optional nor unique`);
  const isUnique = modifiers.includes("unique");
  if (isUnique && !CAN_BE_UNIQUE.includes(typed.kind)) refuse(source, `no ${typed.kind} can be unique`);
  return { source, ...typed, isOptional: modifiers.includes("optional"), isUnique };
}
