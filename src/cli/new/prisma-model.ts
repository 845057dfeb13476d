import type { Field } from "./kinds";
import { namesOf, snake } from "./names";
import { isFilter, isSortable, type Resource } from "./resource";

/** What becomes of a row when the one that it belongs to is removed. */
export type OnDelete = "Cascade" | "Restrict" | "SetNull";
/** What a field belongs to, and the field by which a person knows a row of it, if it has one. */
export type Parent = { onDelete: OnDelete; knownBy: string | null };
/** By the name of the field that belongs to it. */
export type Parents = ReadonlyMap<string, Parent>;

const TYPES: Readonly<Record<string, [type: string, native: string]>> = {
  string: ["String", " @db.VarChar(200)"],
  text: ["String", " @db.Text"],
  int: ["Int", ""],
  decimal: ["Decimal", " @db.Decimal(15, 2)"],
  boolean: ["Boolean", ""],
  date: ["DateTime", " @db.DateTime(3)"],
  json: ["String", " @db.Text"],
  "belongs-to": ["String", " @db.Char(36)"],
};

const mapped = (name: string): string => (snake(name) === name ? "" : ` @map("${snake(name)}")`);

export const enumNameOf = (resource: Resource, field: Field): string => resource.pascal + namesOf(field.name).pascal;

function columnLines(resource: Resource, field: Field): string[] {
  const { name, kind, isOptional, isUnique } = field;
  const [type, native] = kind === "enum" ? [enumNameOf(resource, field), ""] : (TYPES[kind] ?? ["String", ""]);
  const unique = isUnique ? ` @unique(map: "${resource.table}_${snake(name)}_key")` : "";
  const line = `  ${name} ${type}${isOptional ? "?" : ""}${unique}${mapped(name)}${native}`;
  if (kind === "json") return ["  /// JSON, of an object.", line];
  if (field !== resource.searched) return [line];
  const key = `${name}Key`;
  return [
    line,
    "  /// Folded by lib/fold.ts: the same order on every database, and what `q` finds it by.",
    `  ${key} String${mapped(key)} @db.VarChar(255)`,
  ];
}

function relationLine(resource: Resource, { name, isOptional, relation }: Field, parents: Parents): string {
  const { name: own, model } = relation ?? { name: "", model: "" };
  const { onDelete } = parents.get(name) ?? { onDelete: "Restrict" };
  const key = `map: "${resource.table}_${snake(name)}_fkey"`;
  const fields = `fields: [${name}], references: [id], onDelete: ${onDelete}, onUpdate: Cascade, ${key}`;
  return `  ${own} ${model}${isOptional ? "?" : ""} @relation("${resource.pascal}${namesOf(own).pascal}", ${fields})`;
}

function indexLines(resource: Resource): string[] {
  const index = (...names: string[]) => {
    const columns = names.map(snake).join("_");
    return `  @@index([${names.join(", ")}], map: "${resource.table}_${columns}_idx")`;
  };
  const sorted = resource.fields.filter((field) => isSortable(field, resource));
  return [
    index("createdAt", "id"),
    ...sorted.map((field) => index(field === resource.searched ? `${field.name}Key` : field.name, "id")),
    ...resource.fields.filter(isFilter).map(({ name }) => index(name, "createdAt", "id")),
  ];
}

/** The field by which the parent's model knows its children, as Prisma wants one on both sides. */
export function backField(resource: Resource, { relation }: Field): { name: string; line: string } {
  const own = namesOf(relation?.name ?? "");
  const siblings = resource.fields.filter((field) => field.relation?.model === relation?.model);
  const name = siblings.length > 1 ? `${resource.plural.camel}As${own.pascal}` : resource.plural.camel;
  return { name, line: `  ${name} ${resource.pascal}[] @relation("${resource.pascal}${own.pascal}")` };
}

/** The model, and the enums of its own, as they stand in schema.prisma. */
export function modelText(resource: Resource, parents: Parents): string {
  const enums = resource.fields
    .filter(({ kind }) => kind === "enum")
    .map((field) => `enum ${enumNameOf(resource, field)} {\n${field.values.map((each) => `  ${each}\n`).join("")}}\n`);
  const relations = resource.fields.filter(({ relation }) => relation !== null);
  const lines = [
    "  id String @id @default(uuid(7)) @db.Char(36)",
    ...resource.fields.flatMap((field) => columnLines(resource, field)),
    "  /// Counts every change: the ETag, and what If-Match compares.",
    "  version Int @default(1)",
    '  createdAt DateTime @default(now()) @map("created_at") @db.DateTime(3)',
    '  updatedAt DateTime @default(now()) @map("updated_at") @db.DateTime(3)',
    ...(relations.length > 0 ? ["", ...relations.map((field) => relationLine(resource, field, parents))] : []),
    "",
    ...indexLines(resource),
    `  @@map("${resource.table}")`,
  ];
  return [...enums, `model ${resource.pascal} {\n${lines.join("\n")}\n}\n`].join("\n");
}
