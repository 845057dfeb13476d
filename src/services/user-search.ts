import { z } from "zod";
import type { Prisma } from "@/generated/mysql/client";
import { databaseKind } from "@/lib/db-url";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { joinSql, type SqlPart, sql } from "@/lib/sql";
import { type ListUsersInput, roleSchema, userStatusSchema } from "@/schemas/user.schema";
import type { Direction } from "./keyset";

export type SortColumn = "createdAt" | "email" | "nameKey";

/** Which rows of an ordered list are asked for. */
export type Slice = {
  column: SortColumn;
  direction: Direction;
  /** The row to go on behind; null from the start. */
  behind: { value: string; id: string } | null;
  take: number;
};

type Search = Slice &
  Pick<ListUsersInput, "role" | "status" | "withLastSignIn"> & {
    /** The range of words, as `searchRange` gives it. */
    term: { gte: string; lt: string };
  };

/** Words that begin alike, up to which it is quicker to read and sort all users who have one. */
const MANY = 5_000;

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

function conditions({ role, status, column, direction, behind }: Search): SqlPart[] {
  const [by, beyond] = [COLUMNS[column], BEYOND[direction]];
  const all = [sql`1 = 1`];
  if (role) all.push(sql`u.role = ${role}`);
  if (status) all.push(sql`u.status = ${status}`);
  if (!behind) return all;
  const value = column === "createdAt" ? new Date(behind.value) : behind.value;
  if (column === "email") return [...all, sql`${by} ${beyond} ${value}`];
  return [...all, sql`${by} ${beyond}= ${value}`, sql`(${by} ${beyond} ${value} OR u.id ${beyond} ${behind.id})`];
}

function order({ column, direction }: Search): SqlPart {
  const [by, way] = [COLUMNS[column], DIRECTIONS[direction]];
  return column === "email" ? sql`${by} ${way}` : sql`${by} ${way}, u.id ${way}`;
}

/** Begins with the words, and sorts whom they belong to. */
function fromWords({ term: { gte, lt } }: Search): SqlPart {
  const found = sql`SELECT DISTINCT user_id FROM user_search_terms WHERE term >= ${gte} AND term < ${lt}`;
  return sql`FROM (${found}) f ${IN_THIS_ORDER} users u ON u.id = f.user_id WHERE`;
}

/** Goes through the users in their order, and looks for each whether they have such a word, until the page is full. */
function fromUsers({ term: { gte, lt } }: Search): SqlPart {
  const word = sql`SELECT 1 FROM user_search_terms t WHERE t.user_id = u.id AND t.term >= ${gte} AND t.term < ${lt} LIMIT 1`;
  return sql`FROM users u WHERE (${word}) IS NOT NULL AND`;
}

/**
 * Users who have a word that begins so, in the list's order. Which way is the quick one depends on how many such words there
 * are, which is looked at first: with a million users the other one takes seconds.
 */
export async function searchUsers(search: Search): Promise<z.infer<typeof foundSchema>> {
  // In the index's own order: without one Prisma would have all of them sorted by the primary key first.
  const orderBy: Prisma.UserSearchTermOrderByWithRelationInput[] = [{ term: "asc" }, { userId: "asc" }];
  const words = await prisma.userSearchTerm.count({ where: { term: search.term }, orderBy, take: MANY });
  const from = words < MANY ? fromWords(search) : fromUsers(search);
  const lastSignIn = search.withLastSignIn ? sql`, u.last_sign_in_at AS lastSignInAt` : sql``;
  // Raw, as Prisma cannot say in which order the database is to look.
  const rows = await prisma.$queryRaw`SELECT u.id, u.email, u.name, u.name_key AS nameKey, u.role, u.status, u.version,
      u.email_verified_at AS emailVerifiedAt, u.created_at AS createdAt, u.updated_at AS updatedAt${lastSignIn}
    ${from} ${joinSql(conditions(search), " AND ")} ORDER BY ${order(search)} LIMIT ${search.take}`;
  return foundSchema.parse(rows);
}
