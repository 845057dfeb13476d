import type { StatementError } from "./run-statements";
import type { Statement } from "./split-sql";

/** A migration could not be applied, undone, or even begun; the message says where it stands and how to go on. */
export class MigrationError extends Error {}

export type Stop = {
  /** What was being run, as `Migration x` or `Rollback of x`. */
  subject: string;
  file: string;
  statements: readonly Statement[];
  error: StatementError;
  /** False where the database took back everything. */
  kept: boolean;
  command: string;
};

/** Says where a run stopped, what is in the database now, and how a person goes on. */
export function explainStop({ subject, file, statements, error, kept, command }: Stop): string {
  const at = error.position + 1;
  const next = kept ? at : 1;
  const state =
    next === 1
      ? "Nothing of it is done."
      : `Statements 1 to ${next - 1} are done and stay: leave them as they are in the file.`;
  return [
    `${subject} stopped at statement ${at} of ${statements.length} (${file}:${error.statement.line}):`,
    `  ${error.statement.sql.split("\n")[0]}`,
    `  ${error.message}`,
    `${state} Remove the cause, or correct the file from statement ${next} on, then run ${command}: it goes on with statement ${next}.`,
  ].join("\n");
}
