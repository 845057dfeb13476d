import type { Field } from "./kinds";
import { namesOf } from "./names";
import { isFilter, isSortable, type Resource } from "./resource";
import { bareSchemaOf } from "./view-schema";
import { filterTestOf } from "./view-tests";

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

/** What an order of a kind is called, up and down. */
const ORDERS: Readonly<Record<string, [up: string, down: string]>> = {
  string: ["A to Z", "Z to A"],
  date: ["earliest first", "latest first"],
};
const BY_SIZE = ["lowest first", "highest first"] as const;

function sortWordsOf({ name, kind }: Field) {
  const { title } = namesOf(name);
  const [up, down] = ORDERS[kind] ?? BY_SIZE;
  return { name, up: `${title}, ${up}`, down: `${title}, ${down}` };
}

/** What the templates say of the list: its orders, its search and its filters. */
export function listView(resource: Resource) {
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
    searchHint: searched ? `The beginning of the ${namesOf(searched.name).words}` : null,
    sortWords: resource.fields.filter((field) => isSortable(field, resource)).map(sortWordsOf),
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
