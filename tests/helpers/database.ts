import { inject } from "vitest";
import { type DatabaseKind, databaseKind } from "@/lib/db-url";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";

/** Which database this run of the suite is on. */
export const testDatabaseKind: DatabaseKind = databaseKind(env.DATABASE_URL);

/** Empties every table of this worker's database; a new model is covered by itself. */
export async function resetDatabase(): Promise<void> {
  const quote = testDatabaseKind === "mysql" ? "`" : '"';
  for (const table of inject("tables")) {
    // Raw, as the names come from the schema: a list of delegates would have to be kept by hand.
    await prisma.$executeRawUnsafe(`DELETE FROM ${quote}${table}${quote}`);
  }
}
