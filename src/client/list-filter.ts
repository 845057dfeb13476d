/** Written out, as a page would otherwise begin with all of Zod; tests hold it to the schema. */
export const MAX_QUERY = 64;

/** What a list is searched for, and its order. */
export type ListFilter<Sort extends string> = { q?: string; sort: Sort };

type Sorts<Sort extends string> = Readonly<Record<Sort, string>>;

/** Newest first, where an address does not say otherwise. */
const DEFAULT_SORT = "-createdAt";

/**
 * The filter that a page's address names; what it cannot be is as if it were not there.
 * @param sorts the words of each order that there is
 */
export function readListFilter<Sort extends string>(
  query: Readonly<Record<string, unknown>>,
  sorts: Sorts<Sort | typeof DEFAULT_SORT>,
): ListFilter<Sort | typeof DEFAULT_SORT> {
  const q = typeof query.q === "string" && query.q.length <= MAX_QUERY && query.q.isWellFormed() ? query.q : "";
  const isSort = (name: unknown): name is Sort => typeof name === "string" && Object.hasOwn(sorts, name);
  return { ...(q && { q }), sort: isSort(query.sort) ? query.sort : DEFAULT_SORT };
}

/** The same, as a page's address has it: "" for the filter that lets everything through. */
export function writeListFilter({ q, sort }: ListFilter<string>): string {
  const text = new URLSearchParams({ ...(q && { q }), ...(sort !== DEFAULT_SORT && { sort }) }).toString();
  return text === "" ? "" : `?${text}`;
}
