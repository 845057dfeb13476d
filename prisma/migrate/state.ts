import { isSameFile, type Migration } from "./files";
import type { HistoryRow } from "./history";
import { parseProgress } from "./progress";

/** What the database says of one migration. `failed` and `interrupted` stopped half-way, `undoing` on the way down. */
type StepState = "pending" | "applied" | "failed" | "interrupted" | "undoing";
export type Step = { migration: Migration; state: StepState; row: HistoryRow | null; edited: boolean };
export type State = { steps: Step[]; unknown: string[] };

function stateOf(row: HistoryRow | null): StepState {
  if (row === null) return "pending";
  if (row.finished) return "applied";
  const progress = parseProgress(row);
  if (progress?.undo) return "undoing";
  return progress?.failed || row.logs ? "failed" : "interrupted";
}

/** Sets the files beside the database's history. */
export function compareState(migrations: readonly Migration[], history: readonly HistoryRow[]): State {
  const live = history.filter((row) => !row.rolledBack);
  const steps = migrations.map((migration) => {
    const row = live.findLast((candidate) => candidate.name === migration.name) ?? null;
    const edited = row !== null && !isSameFile(migration, row.checksum);
    return { migration, row, state: stateOf(row), edited };
  });
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = live.map((row) => row.name).filter((name) => !known.has(name));
  return { steps, unknown };
}

/** Why nothing may be changed: the files are not the ones that this database was built with. Null when they are. */
export function disagreement({ steps, unknown }: State): string | null {
  if (unknown.length > 0) {
    return `The database has migrations that this version does not know: ${unknown.join(", ")}. Deploy the version that brought them, or roll them back with that version.`;
  }
  const edited = steps.filter((step) => step.edited && step.state !== "failed");
  if (edited.length === 0) return null;
  const files = edited.map((step) => step.migration.upFile).join(", ");
  return `Edited after it was applied: ${files}. Put the file back as it was and write a new migration for the change.`;
}
