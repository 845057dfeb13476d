import type { Field } from "./kinds";
import type { Resource } from "./resource";

const MAX_COLUMNS = 4;
const TOO_LONG = ["text", "json"];

/** What a table shows of a field. */
export function cellOf({ name, kind, isOptional, relation }: Field): string {
  const value = `row.${name}`;
  const orNothing = (shown: string) => (isOptional ? `${value} === null ? texts.nothing : ${shown}` : shown);
  if (kind === "date") return orNothing(`<Time at={${value}} />`);
  if (kind === "boolean") return orNothing(`(${value} ? texts.yes : texts.no)`);
  if (kind === "enum") return orNothing(`texts.values.${name}[${value}]`);
  if (kind !== "belongs-to") return isOptional ? `${value} ?? texts.nothing` : value;
  const tail = `${value}.slice(-TAIL)`;
  if (relation?.model !== "User") return orNothing(tail);
  return orNothing(`<TextLink href={\`/admin/users/\${${value}}\`}>{${tail}}</TextLink>`);
}

/** The columns of the table: what a row is known by, and a few more. */
export function headingOf({ fields, searched }: Resource) {
  const columns = fields
    .filter((field) => field !== searched && !TOO_LONG.includes(field.kind))
    .slice(0, MAX_COLUMNS)
    .map((field) => ({ name: field.name, cell: cellOf(field) }));
  const shown = fields.filter(({ name }) => columns.some((column) => column.name === name));
  return {
    columns,
    rowName: searched ? `row.${searched.name}` : "row.id.slice(-TAIL)",
    headColumn: searched ? `fields.${searched.name}` : "texts.id",
    hasIdColumn: searched === null,
    usesFields: searched !== null || columns.length > 0,
    rowUsesFields: columns.length > 0,
    showsIds: searched === null || shown.some(({ kind }) => kind === "belongs-to"),
    linksUsers: shown.some(({ relation }) => relation?.model === "User"),
  };
}
