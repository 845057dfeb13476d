import { databaseKind } from "@/lib/db-url";
import { withConnection } from "./connection";
import { defaultRoot, readMigrations } from "./files";
import { readHistory } from "./history";
import { MigrationError } from "./migration-error";
import { readableLogs } from "./progress";
import { compareState, disagreement, type State, type Step } from "./state";

const ADVICE = {
  pending: "not applied yet",
  applied: "applied",
  failed: "FAILED: npm run db:migrate goes on where it stopped",
  interrupted: "INTERRUPTED: npm run db:migrate goes on where it stopped",
  undoing: "HALF ROLLED BACK: npm run db:rollback goes on where it stopped",
};

export type Status = { upToDate: boolean; lines: string[] };

function describe(step: Step): string[] {
  const edited = step.edited ? " (the file was edited since)" : "";
  const done = step.state === "interrupted" ? ` (${step.row?.appliedSteps ?? 0} statements are done)` : "";
  const logs =
    step.state === "failed" && step.row
      ? readableLogs(step.row)
          .split("\n")
          .map((line) => `    ${line}`)
      : [];
  return [`${step.migration.name}  ${ADVICE[step.state]}${done}${edited}`, ...logs];
}

async function readState(databaseUrl: string, root: string): Promise<State> {
  const migrations = readMigrations(root, databaseKind(databaseUrl));
  return withConnection(databaseUrl, {}, async (connection) => compareState(migrations, await readHistory(connection)));
}

/** Where the database stands, in lines for people. */
export async function migrationStatus(databaseUrl: string, root = defaultRoot()): Promise<Status> {
  const state = await readState(databaseUrl, root);
  const unknown = state.unknown.map((name) => `${name}  UNKNOWN: this version has no such migration`);
  const upToDate = unknown.length === 0 && state.steps.every((step) => step.state === "applied" && !step.edited);
  return { upToDate, lines: [...state.steps.flatMap(describe), ...unknown] };
}

/**
 * For the server's start: holds the database to exactly the schema that this version was written for.
 * @throws MigrationError with one sentence when the database is behind, ahead, half-way, or the files were edited
 */
export async function assertSchemaCurrent(databaseUrl: string, root = defaultRoot()): Promise<void> {
  const state = await readState(databaseUrl, root);
  const problem = disagreement(state);
  if (problem) throw new MigrationError(problem);
  const halfway = state.steps.find((step) => step.state !== "applied" && step.state !== "pending");
  if (halfway) {
    const command = halfway.state === "undoing" ? "npm run db:rollback" : "npm run db:migrate";
    throw new MigrationError(
      `Migration ${halfway.migration.name} stopped half-way: see npm run db:status, then run ${command}.`,
    );
  }
  const pending = state.steps.filter((step) => step.state === "pending").map((step) => step.migration.name);
  if (pending.length > 0) {
    throw new MigrationError(
      `The database is behind by ${pending.length} (${pending.join(", ")}): run npm run db:migrate.`,
    );
  }
}
