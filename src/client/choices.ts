import { MAX_QUERY } from "./list-filter";
import { type Problem, toProblem } from "./problem";

/** How many rows a field offers at once; the others are found by typing. */
export const CHOICES_AT_ONCE = 20;

/** The row that is chosen, and what stands in the field. */
export type Wanted = { id: string | null; text: string };

/** Rows to choose from. */
export type Choices = { choices: { value: string; label: string }[]; isPending: boolean; problem: Problem | null };

/** What a list is asked for: by its beginning where something was typed, and all of it while the chosen row's label stands there. */
export function choiceQuery(text: string, chosenLabel: string | undefined): { q?: string } {
  // A letter of two halves is not cut in two.
  const q = text
    .trim()
    .slice(0, MAX_QUERY)
    .replace(/[\uD800-\uDBFF]$/, "");
  return q === "" || text === chosenLabel ? {} : { q };
}

type Found<Row> = { data: { data: Row[] } | undefined; isPending: boolean; isError: boolean; error: unknown };
type Chosen<Row> = { data: { data: Row } | undefined };

/** What the field offers: the rows that were found, and the chosen one, unless something else is looked for. */
export function toChoices<Row extends { id: string }>(
  found: Found<Row>,
  chosen: Chosen<Row>,
  { q, labelOf }: { q?: string; labelOf: (row: Row) => string },
): Choices {
  const rows = found.data?.data ?? [];
  const own = chosen.data?.data;
  const isMissing = own !== undefined && q === undefined && !rows.some(({ id }) => id === own.id);
  return {
    choices: [...rows, ...(isMissing ? [own] : [])].map((row) => ({ value: row.id, label: labelOf(row) })),
    isPending: found.isPending,
    problem: found.isError ? toProblem(found.error) : null,
  };
}
