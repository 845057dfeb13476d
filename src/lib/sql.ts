import { join, sqltag } from "@prisma/client/runtime/client";

/** A piece of SQL, with its values beside it and never in it. */
export type SqlPart = ReturnType<typeof sqltag>;

/** For what Prisma cannot express: goes into `$queryRaw`, or into another piece. */
export const sql = sqltag;

/** Pieces with the same words between each two. */
export function joinSql(parts: readonly SqlPart[], between: string): SqlPart {
  return join([...parts], between);
}
