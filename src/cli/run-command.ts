import { databaseError } from "@/lib/db-errors";
import { closePrisma } from "@/lib/prisma";

export type Output = { write: (text: string) => unknown };

/** The command was called in a wrong way; its message says how. */
export class UsageError extends Error {}

/**
 * Runs the work of a command that uses the database, and says in plain words what it could not do.
 * @param usage told after a UsageError
 * @param work gives the exit code
 * @throws whatever else goes wrong
 */
export async function runCommand(usage: string, err: Output, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) {
      err.write(`${error.message}\n${usage}`);
      return 1;
    }
    if (!databaseError(error)) throw error;
    err.write("The database cannot be used: is DATABASE_URL right, and was npm run db:migrate run?\n");
    return 1;
  } finally {
    await closePrisma();
  }
}
