import type { Prisma } from "@/generated/mysql/client";
import type { CursorPosition } from "@/lib/cursor";
import type { ListUsersInput } from "@/schemas/user.schema";
import { createdAtPosition, type Direction } from "./keyset";

export type SortColumn = "createdAt" | "email" | "nameKey";

/** Which rows of an ordered list are asked for. */
export type Slice = {
  column: SortColumn;
  direction: Direction;
  /** The row to go on behind; null from the start. */
  behind: CursorPosition | null;
  take: number;
};

/** The users of the role and the status that are asked for. */
export function filters({ role, status }: Pick<ListUsersInput, "role" | "status">): Prisma.UserWhereInput {
  return { ...(role && { role }), ...(status && { status }) };
}

/** The rows behind a position. The outer bound alone lets the index start there; the inner one breaks ties. */
export function after({ column, direction, behind: position }: Slice): Prisma.UserWhereInput {
  if (position === null) return {};
  const value = column === "createdAt" ? new Date(position.value) : position.value;
  const [outer, inner] = direction === "asc" ? (["gte", "gt"] as const) : (["lte", "lt"] as const);
  if (column === "email") return { email: { [inner]: value } };
  return {
    [column]: { [outer]: value },
    OR: [{ [column]: { [inner]: value } }, { id: { [inner]: position.id } }],
  };
}

/** An address is nobody else's. MariaDB would not see that, and would sort the whole table by address and `id`. */
export function order({ column, direction }: Slice): Prisma.UserOrderByWithRelationInput[] {
  return [{ [column]: direction }, ...(column === "email" ? [] : [{ id: direction }])];
}

/** Where a row stands in an order by that column. */
export function placeOf(
  row: { id: string; createdAt: Date; email: string; nameKey: string },
  column: SortColumn,
): CursorPosition {
  return column === "createdAt" ? createdAtPosition(row) : { id: row.id, value: row[column] };
}
