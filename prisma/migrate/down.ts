import { databaseKind } from "@/lib/db-url";
import { type Connection, type Log, withConnection } from "./connection";
import { defaultRoot, type Migration, readMigrations } from "./files";
import { readHistory, recordLogs, recordUndone, recordUndoStart } from "./history";
import { findLosses } from "./loss";
import { explainStop, MigrationError } from "./migration-error";
import { digestOf, formatProgress, parseProgress } from "./progress";
import { tryStatements } from "./run-statements";
import { type Statement, splitFile } from "./split-sql";
import { compareState, disagreement, type State, type Step } from "./state";
import type { MigrateOptions } from "./up";

export type RollbackOptions = MigrateOptions & { steps?: number; acceptLoss?: boolean };
type UndoableStep = Step & { row: NonNullable<Step["row"]> };

const REFUSAL = "Nothing was changed. Take a backup and add --accept-loss if that is what you want.";

async function readState(connection: Connection, migrations: Migration[]): Promise<State> {
  const state = compareState(migrations, await readHistory(connection));
  const problem = disagreement(state);
  if (problem) throw new MigrationError(problem);
  const halfway = state.steps.find((step) => step.state === "failed" || step.state === "interrupted");
  if (halfway) {
    const name = halfway.migration.name;
    throw new MigrationError(`Migration ${name} is half applied. Finish it with npm run db:migrate before a rollback.`);
  }
  return state;
}

/** The applied steps to undo, newest first. */
function chooseSteps(state: State, { to, steps = 1 }: RollbackOptions): UndoableStep[] {
  const applied = state.steps.filter((step): step is UndoableStep => step.row !== null).reverse();
  if (to === undefined) return applied.slice(0, steps);
  const position = applied.findIndex((step) => step.migration.name === to);
  if (position < 0) throw new MigrationError(`--to ${to}: no applied migration has this name. See npm run db:status.`);
  return applied.slice(0, position);
}

function readDown(migration: Migration, connection: Connection): { script: string; statements: Statement[] } {
  const { down, downFile, name } = migration;
  if (down === null) throw new MigrationError(`Migration ${name} cannot be rolled back: ${downFile} is missing.`);
  return { script: down, statements: splitFile(downFile, down, connection.kind) };
}

async function refuseLosses(connection: Connection, steps: readonly UndoableStep[]): Promise<void> {
  const lines: string[] = [];
  for (const { migration } of steps) {
    const { script, statements } = readDown(migration, connection);
    const losses = await findLosses(connection, script, statements);
    lines.push(...losses.map((loss) => `  ${migration.name}: ${loss}`));
  }
  if (lines.length > 0)
    throw new MigrationError(`The rollback would throw away data:\n${lines.join("\n")}\n${REFUSAL}`);
}

async function undoStep(connection: Connection, step: UndoableStep, log: Log): Promise<MigrationError | null> {
  const { migration, row } = step;
  const { statements } = readDown(migration, connection);
  const before = step.state === "undoing" ? parseProgress(row) : null;
  const from = before?.done ?? 0;
  if (before && before.digest !== digestOf(statements, from)) {
    throw new MigrationError(
      `${migration.downFile} was edited within its first ${from} statements, which are done already.`,
    );
  }
  if (from > 0) log(`${migration.name}: going on with statement ${from + 1} of ${statements.length}`);
  const subject = `Rollback of ${migration.name}`;
  const progress = (done: number, failed: boolean) => ({
    undo: true,
    done,
    digest: digestOf(statements, done),
    failed,
  });
  const record = (done: number) => recordUndoStart(connection, row.id, formatProgress(subject, progress(done, false)));
  await record(from);
  const run = { statements, from, firstMayBeDone: before?.failed === false, record };
  const error = await tryStatements(connection, run);
  if (error === null) {
    await recordUndone(connection, row.id);
    return null;
  }
  const kept = connection.kind === "mysql";
  const stop = { subject, file: migration.downFile, command: "npm run db:rollback" };
  const failure = new MigrationError(explainStop({ ...stop, statements, error, kept }), { cause: error });
  // Thrown under SQLite's lock, it takes back the whole transaction, the mark above included.
  if (!kept) throw failure;
  await recordLogs(connection, row.id, formatProgress(failure.message, progress(error.position, true)));
  return failure;
}

/**
 * Rolls back the newest migrations: one, `steps` of them, or all that came after `to`.
 * @returns the names of those rolled back, newest first
 * @throws MigrationError when data would be lost (unless `acceptLoss`), or saying where it stopped and how to go on
 */
export async function migrateDown(databaseUrl: string, options: RollbackOptions = {}): Promise<string[]> {
  const log = options.log ?? (() => undefined);
  const migrations = readMigrations(options.root ?? defaultRoot(), databaseKind(databaseUrl));
  return withConnection(databaseUrl, options, async (connection) => {
    const choose = async () => chooseSteps(await readState(connection, migrations), options);
    const chosen = await choose();
    for (const { migration } of chosen) readDown(migration, connection);
    if (!options.acceptLoss) await refuseLosses(connection, chosen);
    for (const { migration } of chosen) {
      const failure = await connection.exclusively(async () => {
        // Looked at again under the lock: others may have written, or rolled it back themselves.
        const { steps } = await readState(connection, migrations);
        const step = steps.find(
          (each): each is UndoableStep => each.migration.name === migration.name && each.row !== null,
        );
        if (!step) throw new MigrationError(`${migration.name} was rolled back by another process meanwhile.`);
        if (!options.acceptLoss) await refuseLosses(connection, [step]);
        return undoStep(connection, step, log);
      });
      if (failure) throw failure;
      log(`${migration.name}: rolled back`);
    }
    return chosen.map(({ migration }) => migration.name);
  });
}
