import { databaseKind } from "@/lib/db-url";
import { type Connection, type Log, withConnection } from "./connection";
import { defaultRoot, type Migration, readMigrations } from "./files";
import {
  createHistory,
  readHistory,
  recordFinish,
  recordLogs,
  recordResume,
  recordStart,
  recordSteps,
} from "./history";
import { explainStop, MigrationError } from "./migration-error";
import { digestOf, formatProgress, parseProgress } from "./progress";
import { tryStatements } from "./run-statements";
import { type Statement, splitFile } from "./split-sql";
import { compareState, disagreement, type Step } from "./state";

export type MigrateOptions = {
  log?: Log;
  /** The folder that holds schema.prisma and migrations/. */
  root?: string;
  /** How long to wait for another process that is migrating. */
  lockWaitSeconds?: number;
  /** The last migration to apply, or the last to leave applied. */
  to?: string;
};

/** Where to go on, for a row that an earlier run left behind. */
function resumePoint(step: Step, statements: readonly Statement[]): { from: number; firstMayBeDone: boolean } {
  const { row, migration, state } = step;
  if (row === null) return { from: 0, firstMayBeDone: false };
  const progress = parseProgress(row);
  if (state === "failed" && progress === null) {
    throw new MigrationError(
      `Migration ${migration.name} failed under another tool, which did not record where. Undo what it did by hand, mark that with npx prisma migrate resolve --rolled-back ${migration.name}, and run npm run db:migrate again.`,
    );
  }
  if (step.edited && progress?.digest !== digestOf(statements, row.appliedSteps)) {
    throw new MigrationError(
      `${migration.upFile} was edited within its first ${row.appliedSteps} statements, which are applied already. Put those back as they were.`,
    );
  }
  return { from: row.appliedSteps, firstMayBeDone: state === "interrupted" };
}

async function applyStep(connection: Connection, step: Step, log: Log): Promise<MigrationError | null> {
  const { migration } = step;
  const statements = splitFile(migration.upFile, migration.up, connection.kind);
  const { from, firstMayBeDone } = resumePoint(step, statements);
  const id = step.row?.id ?? (await recordStart(connection, migration));
  await recordResume(connection, id, migration.checksum);
  if (from > 0) log(`${migration.name}: going on with statement ${from + 1} of ${statements.length}`);
  const record = (done: number) => recordSteps(connection, id, done);
  const error = await tryStatements(connection, { statements, from, firstMayBeDone, record });
  if (error === null) {
    await recordFinish(connection, id);
    return null;
  }
  const kept = connection.kind === "mysql";
  const done = kept ? error.position : 0;
  const stop = { subject: `Migration ${migration.name}`, file: migration.upFile, command: "npm run db:migrate" };
  const text = explainStop({ ...stop, statements, error, kept });
  const progress = { undo: false, done, digest: digestOf(statements, done), failed: true };
  await recordLogs(connection, id, formatProgress(text, progress));
  return new MigrationError(text, { cause: error });
}

type Outcome = { applied: string | null; failure: MigrationError | null };

/** Applies the next migration that is due, under the lock, after a fresh look at what others did meanwhile. */
async function applyNext(
  connection: Connection,
  migrations: Migration[],
  { to }: MigrateOptions,
  log: Log,
): Promise<Outcome> {
  await createHistory(connection);
  const state = compareState(migrations, await readHistory(connection));
  const problem = disagreement(state);
  if (problem) throw new MigrationError(problem);
  const undoing = state.steps.find((step) => step.state === "undoing");
  if (undoing) {
    throw new MigrationError(
      `Migration ${undoing.migration.name} is half rolled back. Finish that with npm run db:rollback, then run npm run db:migrate.`,
    );
  }
  const step = state.steps.find((candidate) => candidate.state !== "applied");
  if (!step || (to !== undefined && step.migration.name > to)) return { applied: null, failure: null };
  const failure = await applyStep(connection, step, log);
  return { applied: failure ? null : step.migration.name, failure };
}

/**
 * Applies every migration that the database does not have. Safe to call from many processes at once.
 * @returns the names of those that this call applied
 * @throws MigrationError saying where it stopped and how to go on; LockTimeoutError when another process is not done
 */
export async function migrateUp(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const log = options.log ?? (() => undefined);
  const migrations = readMigrations(options.root ?? defaultRoot(), databaseKind(databaseUrl));
  if (options.to !== undefined && !migrations.some((migration) => migration.name === options.to)) {
    throw new MigrationError(`--to ${options.to}: there is no such migration.`);
  }
  return withConnection(databaseUrl, options, async (connection) => {
    const names: string[] = [];
    for (;;) {
      const { applied, failure } = await connection.exclusively(() => applyNext(connection, migrations, options, log));
      if (failure) throw failure;
      if (applied === null) return names;
      log(`${applied}: applied`);
      names.push(applied);
    }
  });
}
