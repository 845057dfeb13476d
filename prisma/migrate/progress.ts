import { sha256 } from "./files";
import type { HistoryRow } from "./history";
import type { Statement } from "./split-sql";

/**
 * What the `logs` column says of a step that is not finished. The last line is for the runner; the rest is for people.
 * No such line means that the process ended while a statement was running.
 */
type Progress = { undo: boolean; done: number; digest: string; failed: boolean };

const MARK = /^gatehouse: (up|down) (\d+) ([0-9a-f]{64}) (failed|running)$/m;

/** Tells the statements that have been applied from others, so that the rest of a file may be repaired. */
export const digestOf = (statements: readonly Statement[], count: number): string =>
  sha256(JSON.stringify(statements.slice(0, count).map((statement) => statement.sql)));

export function formatProgress(text: string, progress: Progress): string {
  const { undo, done, digest, failed } = progress;
  return `${text}\ngatehouse: ${undo ? "down" : "up"} ${done} ${digest} ${failed ? "failed" : "running"}`;
}

export function parseProgress(row: HistoryRow): Progress | null {
  const match = MARK.exec(row.logs ?? "");
  if (!match) return null;
  const [, direction, done, digest = "", state] = match;
  return { undo: direction === "down", done: Number(done), digest, failed: state === "failed" };
}

/** The part of the logs that is meant for people. */
export function readableLogs(row: HistoryRow): string {
  return (row.logs ?? "").replace(MARK, "").trim();
}
