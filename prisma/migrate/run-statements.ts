import type { Connection } from "./connection";
import type { Statement } from "./split-sql";

/** MySQL commits by itself before anything but these, so only these can go together with the record of them. */
const ROWS = /^(INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i;

/** What MySQL says when a change of the schema is there already: table, column, key, foreign key; or is gone already. */
const DONE_BEFORE = new Set([1050, 1060, 1061, 1091, 1051, 1826, 1022]);
const DUPLICATE_FOREIGN_KEY = /errno: 121\b/;

/** Where a run stopped, and why. */
export class StatementError extends Error {
  constructor(
    readonly position: number,
    readonly statement: Statement,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

type Run = {
  statements: readonly Statement[];
  /** How many are applied already. */
  from: number;
  /** The process ended while the first one was running: it may be done, as MySQL does each wholly or not at all. */
  firstMayBeDone: boolean;
  record: (done: number) => Promise<void>;
};

function wasDoneBefore(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const number = "errno" in error ? Number(error.errno) : 0;
  return DONE_BEFORE.has(number) || DUPLICATE_FOREIGN_KEY.test(error.message);
}

async function runStatements(connection: Connection, run: Run): Promise<void> {
  for (const [position, statement] of [...run.statements.entries()].slice(run.from)) {
    const apply = async () => {
      await connection.query(statement.sql);
      await run.record(position + 1);
    };
    try {
      await (ROWS.test(statement.sql) ? connection.atomically(apply) : apply());
    } catch (error) {
      const mayBeDone = run.firstMayBeDone && position === run.from && connection.kind === "mysql";
      if (!(mayBeDone && wasDoneBefore(error))) throw new StatementError(position, statement, error);
      await run.record(position + 1);
    }
  }
}

/**
 * Runs statements one after the other and records after each how many are done. SQLite takes back all of them on failure.
 * @returns where it stopped, null when it did not
 */
export async function tryStatements(connection: Connection, run: Run): Promise<StatementError | null> {
  try {
    await connection.undoably(() => runStatements(connection, run));
    return null;
  } catch (error) {
    if (error instanceof StatementError) return error;
    // What the database checks at the end belongs to no statement in particular: the last one stands for all.
    const last = run.statements.at(-1) ?? { sql: "", line: 1 };
    return new StatementError(Math.max(run.statements.length - 1, 0), last, error);
  }
}
