import { decodeCursor } from "@/lib/cursor";
import { searchRange } from "@/lib/fold";
import { prisma } from "@/lib/prisma";
import type { Page } from "@/lib/response";
import type { ListedUser, ListUsersInput, UserSort } from "@/schemas/user.schema";
import type { Actor } from "./actor";
import { type Direction, toPage } from "./keyset";
import { assertCan } from "./permissions";
import { publicUserSelect, toUser } from "./user.select";
import { after, filters, order, placeOf, type Slice, type SortColumn } from "./user-order";
import { searchUsers } from "./user-search";

type Term = ReturnType<typeof searchRange>;

const COLUMNS: Record<string, SortColumn> = { createdAt: "createdAt", email: "email", name: "nameKey" };

function parseSort(sort: UserSort): { column: SortColumn; direction: Direction } {
  const column = COLUMNS[sort.replace("-", "")] ?? "createdAt";
  return { column, direction: sort.startsWith("-") ? "desc" : "asc" };
}

function findPage(input: ListUsersInput, term: Term, slice: Slice) {
  if (term) return searchUsers({ ...input, ...slice, term });
  return prisma.user.findMany({
    where: { AND: [filters(input), after(slice)] },
    select: { ...publicUserSelect, nameKey: true, lastSignInAt: input.withLastSignIn },
    orderBy: order(slice),
    take: slice.take,
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
    input.withTotal
      ? prisma.user.count({ where: { ...filters(input), ...(term && { searchTerms: { some: { term } } }) } })
      : undefined,
  ]);
  return toPage({
    rows,
    limit: input.limit,
    list,
    position: (row) => placeOf(row, column),
    toItem: (row) => ({ ...toUser(row), ...(input.withLastSignIn && { lastSignInAt: row.lastSignInAt }) }),
    total,
  });
}
