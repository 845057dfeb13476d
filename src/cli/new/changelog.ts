import { z } from "zod";
import { sha256 } from "./manifest";

export const CONTRACT = "src/server/contract/contract.json";
export const CHANGELOG = "src/server/contract/changes.json";

const entriesSchema = z.array(z.unknown());
const hashOf = (entry: unknown): string => sha256(JSON.stringify(entry));

/** The hash of the entry that came on top; null where none did. */
export function newestEntry(before: string, after: string): string | null {
  if (before === after) return null;
  const [newest] = entriesSchema.parse(JSON.parse(after));
  return newest === undefined ? null : hashOf(newest);
}

/** The changelog without the entry. */
export function withoutEntry(text: string, hash: string | null): string {
  const entries = entriesSchema.parse(JSON.parse(text));
  const kept = entries.filter((entry) => hashOf(entry) !== hash);
  return kept.length === entries.length ? text : `${JSON.stringify(kept, null, 1)}\n`;
}
