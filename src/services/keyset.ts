import { type CursorPosition, decodeCursor, encodeCursor } from "@/lib/cursor";
import type { Page } from "@/lib/response";

export type Direction = "asc" | "desc";

type PageOf<Row, Item> = {
  /** One more than `limit` where there are more. */
  rows: readonly Row[];
  limit: number;
  /** What the cursor is good for: the list's name, sort and filters, as one stable string. */
  list: string;
  position: (row: Row) => CursorPosition;
  toItem: (row: Row) => Item;
  total?: number | undefined;
};

/** Makes a page of the rows of a query that asked for one more than the page holds. */
export function toPage<Row, Item>({ rows, limit, list, position, toItem, total }: PageOf<Row, Item>): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const nextCursor = last === undefined ? null : encodeCursor(list, position(last));
  return { items: shown.map(toItem), pagination: { limit, nextCursor, ...(total !== undefined && { total }) } };
}

/**
 * The rows behind a cursor of a list that is sorted by `createdAt` and `id`. The outer bound alone lets the index start
 * there; the inner one breaks ties.
 * @throws AppError `VALIDATION_ERROR` on `cursor`
 */
export function behindCreatedAt(direction: Direction, list: string, cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { value, id } = decodeCursor(list, cursor);
  const at = new Date(value);
  if (direction === "asc") return { createdAt: { gte: at }, OR: [{ createdAt: { gt: at } }, { id: { gt: id } }] };
  return { createdAt: { lte: at }, OR: [{ createdAt: { lt: at } }, { id: { lt: id } }] };
}

/** Where a row of such a list stands. */
export function createdAtPosition(row: { createdAt: Date; id: string }): CursorPosition {
  return { value: row.createdAt.toISOString(), id: row.id };
}
