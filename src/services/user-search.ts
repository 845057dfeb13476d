import { z } from "zod";
import type { Prisma } from "@/generated/mysql/client";
import type { CursorPosition } from "@/lib/cursor";
import { databaseKind } from "@/lib/db-url";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { joinSql, type SqlPart, sql } from "@/lib/sql";
import { type ListUsersInput, roleSchema, userStatusSchema } from "@/schemas/user.schema";
import type { Direction } from "./keyset";
import { after, filters, order, placeOf, type Slice, type SortColumn } from "./user-order";

type Search = Slice &
  Pick<ListUsersInput, "role" | "status" | "withLastSignIn"> & {
    /** The range of words, as `searchRange` gives it. */
    term: { gte: string; lt: string };
  };

/** Words that begin alike, up to which it is quicker to read and sort all users who have one. */
const MANY = 5_000;
/** Users who are looked at one by one before all who have such a word are sorted after all. */
export const LOOKED_AT = 1_000;

const foundSchema = z.array(
  z.object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    nameKey: z.string(),
    role: roleSchema,
    status: userStatusSchema,
    emailVerifiedAt: z.date().nullable(),
    createdAt: z.date(),
    updatedAt: z.date(),
    version: z.number(),
    lastSignInAt: z.date().nullable().default(null),
  }),
);

const COLUMNS: Record<SortColumn, SqlPart> = {
  createdAt: sql`u.created_at`,
  email: sql`u.email`,
  nameKey: sql`u.name_key`,
};
const DIRECTIONS: Record<Direction, SqlPart> = { asc: sql`ASC`, desc: sql`DESC` };
const BEYOND: Record<Direction, SqlPart> = { asc: sql`>`, desc: sql`<` };
/** Has the database begin with the words: left to itself it begins with whatever its statistics say of other words. */
const IN_THIS_ORDER = databaseKind(env.DATABASE_URL) === "sqlite" ? sql`CROSS JOIN` : sql`STRAIGHT_JOIN`;

/** The rows on one side of a place. The outer bound alone lets the index start there; the inner one breaks ties. */
function beyond(column: SortColumn, direction: Direction, place: CursorPosition): SqlPart[] {
  const [by, than] = [COLUMNS[column], BEYOND[direction]];
  const value = column === "createdAt" ? new Date(place.value) : place.value;
  if (column === "email") return [sql`${by} ${than} ${value}`];
  return [sql`${by} ${than}= ${value}`, sql`(${by} ${than} ${value} OR u.id ${than} ${place.id})`];
}

function conditions({ role, status, column, direction, behind }: Search, end: CursorPosition | null = null): SqlPart {
  const all = [sql`1 = 1`];
  if (role) all.push(sql`u.role = ${role}`);
  if (status) all.push(sql`u.status = ${status}`);
  if (behind) all.push(...beyond(column, direction, behind));
  if (end) all.push(...beyond(column, direction === "asc" ? "desc" : "asc", end));
  return joinSql(all, " AND ");
}

function sqlOrder({ column, direction }: Search): SqlPart {
  const [by, way] = [COLUMNS[column], DIRECTIONS[direction]];
  return column === "email" ? sql`${by} ${way}` : sql`${by} ${way}, u.id ${way}`;
}

/** Reads and sorts whom the found IDs belong to. */
async function rowsOf(search: Search, found: SqlPart) {
  const lastSignIn = search.withLastSignIn ? sql`, u.last_sign_in_at AS lastSignInAt` : sql``;
  // Raw, as Prisma cannot say in which order the database is to look.
  const rows = await prisma.$queryRaw`SELECT u.id, u.email, u.name, u.name_key AS nameKey, u.role, u.status, u.version,
      u.email_verified_at AS emailVerifiedAt, u.created_at AS createdAt, u.updated_at AS updatedAt${lastSignIn}
    FROM (${found}) f ${IN_THIS_ORDER} users u ON u.id = f.id WHERE ${conditions(search)}
    ORDER BY ${sqlOrder(search)} LIMIT ${search.take}`;
  return foundSchema.parse(rows);
}

/** Begins with the words, and sorts whom they belong to. */
function fromWords(search: Search) {
  const { gte, lt } = search.term;
  return rowsOf(
    search,
    sql`SELECT DISTINCT user_id AS id FROM user_search_terms WHERE term >= ${gte} AND term < ${lt}`,
  );
}

/** The first user in the list's order who is not looked at any more; null where the list ends before. */
async function endOfLook(search: Search): Promise<CursorPosition | null> {
  const { column } = search;
  const end = await prisma.user.findFirst({
    where: { AND: [filters(search), after(search)] },
    // No more than the order's index holds, so that nothing else is read where there is no filter.
    select: { id: true, createdAt: column === "createdAt", email: column === "email", nameKey: column === "nameKey" },
    orderBy: order(search),
    skip: LOOKED_AT,
  });
  return end && placeOf(end, column);
}

/**
 * Goes through the users in their order, and looks for each whether they have such a word.
 * @returns null where the page is not full by then
 */
async function fromUsers(search: Search) {
  const { gte, lt } = search.term;
  const end = await endOfLook(search);
  // Behind the conditions, which MariaDB asks in their order; and no EXISTS, which it would begin with.
  const word = sql`SELECT 1 FROM user_search_terms t WHERE t.user_id = u.id AND t.term >= ${gte} AND t.term < ${lt} LIMIT 1`;
  const rows = await rowsOf(
    search,
    sql`SELECT u.id FROM users u WHERE ${conditions(search, end)} AND (${word}) IS NOT NULL
      ORDER BY ${sqlOrder(search)} LIMIT ${search.take}`,
  );
  return end === null || rows.length === search.take ? rows : null;
}

/**
 * Users who have a word that begins so, in the list's order. Which way is the quick one depends on how many such words there
 * are, which is looked at first, and on where in the order the people are who have one, which turns out on the way.
 */
export async function searchUsers(search: Search): Promise<z.infer<typeof foundSchema>> {
  // In the index's own order: without one Prisma would have all of them sorted by the primary key first.
  const orderBy: Prisma.UserSearchTermOrderByWithRelationInput[] = [{ term: "asc" }, { userId: "asc" }];
  const words = await prisma.userSearchTerm.count({ where: { term: search.term }, orderBy, take: MANY });
  const soonFull = words < MANY ? null : await fromUsers(search);
  return soonFull ?? fromWords(search);
}
