import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { FIGURES_FOLDER } from "./figures.ts";

const PREFIX = "names-";

const provedSchema = z.strictObject({
  /** The project, file and full name of the proof. */
  name: z.string(),
  state: z.enum(["passed", "failed"]),
  /** When it ended. */
  at: z.iso.datetime(),
  profile: z.enum(["short", "full"]),
});
const recordSchema = z.array(provedSchema);

/** How one proof ended the last time it was run on this machine. */
export type Proved = z.infer<typeof provedSchema>;

/** A record that an older version left counts as none. */
function read(path: string): Proved[] {
  if (!existsSync(path)) return [];
  return recordSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).data ?? [];
}

/** Keeps how these proofs of one project ended, and what is known of its others. */
export function recordProofs(project: string, proofs: readonly Proved[], folder = FIGURES_FOLDER): void {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${PREFIX}${project}.json`;
  const again = new Set(proofs.map(({ name }) => name));
  const kept = read(path).filter(({ name }) => !again.has(name));
  writeFileSync(path, `${JSON.stringify([...kept, ...proofs], null, 1)}\n`);
}

/** Everything that was recorded, of all projects. */
export function recordedProofs(folder = FIGURES_FOLDER): Proved[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.startsWith(PREFIX));
  return files.flatMap((name) => read(`${folder}/${name}`));
}
