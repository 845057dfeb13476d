import type { Db } from "@/lib/prisma";

/**
 * Takes a table away, so that the server fails as it would of a fault of ours. On SQLite only.
 * @returns what puts it back
 */
export async function breakTable(db: Db, table: "users" | "sessions" | "audit_events"): Promise<() => Promise<void>> {
  // Prisma has no call for it. The name is one of those written above, so nothing of anybody's gets into it.
  const rename = (from: string, to: string) => db.$executeRawUnsafe(`ALTER TABLE ${from} RENAME TO ${to}`);
  await rename(table, `${table}_away`);
  return async () => {
    await rename(`${table}_away`, table);
  };
}
