import type { Prisma } from "@/generated/mysql/client";
import { decodeCursor } from "@/lib/cursor";
import { searchRange } from "@/lib/fold";
import { prisma } from "@/lib/prisma";
import type { Page } from "@/lib/response";
import type { ListedUser, ListUsersInput, UserSort } from "@/schemas/user.schema";
import type { Actor } from "./actor";
import { createdAtPosition, type Direction, toPage } from "./keyset";
import { assertCan } from "./permissions";
import { publicUserSelect, toUser } from "./user.select";
import { type Slice, type SortColumn, searchUsers } from "./user-search";

type Term = ReturnType<typeof searchRange>;

const COLUMNS: Record<string, SortColumn> = { createdAt: "createdAt", email: "email", name: "nameKey" };

function parseSort(sort: UserSort): { column: SortColumn; direction: Direction } {
  const column = COLUMNS[sort.replace("-", "")] ?? "createdAt";
  return { column, direction: sort.startsWith("-") ? "desc" : "asc" };
}

/** The rows behind a position. The outer bound alone lets the index start there; the inner one breaks ties. */
function after({ column, direction, behind: position }: Slice): Prisma.UserWhereInput {
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
function order(column: SortColumn, direction: Direction): Prisma.UserOrderByWithRelationInput[] {
  return [{ [column]: direction }, ...(column === "email" ? [] : [{ id: direction }])];
}

function filters({ role, status }: ListUsersInput, term: Term): Prisma.UserWhereInput {
  const where: Prisma.UserWhereInput = {};
  if (role) where.role = role;
  if (status) where.status = status;
  if (term) where.searchTerms = { some: { term } };
  return where;
}

function findPage(input: ListUsersInput, term: Term, slice: Slice) {
  const { column, direction, take } = slice;
  if (term) return searchUsers({ ...input, ...slice, term });
  return prisma.user.findMany({
    where: { AND: [filters(input, null), after(slice)] },
    select: { ...publicUserSelect, nameKey: true, lastSignInAt: input.withLastSignIn },
    orderBy: order(column, direction),
    take,
  });
}

/**
 * One keyset page of users; the cost does not depend on how far in it is.
 * @throws AppError `FORBIDDEN` for anyone but an admin, `VALIDATION_ERROR` on `cursor`
 */
export async function listUsers(actor: Actor, input: ListUsersInput): Promise<Page<ListedUser>> {
  assertCan(actor, "users:read");
  const { column, direction } = parseSort(input.sort);
  const list = JSON.stringify(["user", input.sort, input.role ?? null, input.status ?? null, input.q ?? null]);
  const behind = input.cursor === undefined ? null : decodeCursor(list, input.cursor);
  const term = input.q === undefined ? null : searchRange(input.q);
  const [rows, total] = await Promise.all([
    findPage(input, term, { column, direction, behind, take: input.limit + 1 }),
    input.withTotal ? prisma.user.count({ where: filters(input, term) }) : undefined,
  ]);
  return toPage({
    rows,
    limit: input.limit,
    list,
    position: (row) => ({ ...createdAtPosition(row), ...pick(row, column) }),
    toItem: (row) => ({ ...toUser(row), ...(input.withLastSignIn && { lastSignInAt: row.lastSignInAt }) }),
    total,
  });
}

function pick(row: { email: string; nameKey: string }, column: SortColumn): { value?: string } {
  return column === "createdAt" ? {} : { value: row[column] };
}
