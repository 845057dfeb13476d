import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseResource, type Resource } from "./resource";
import type { Workspace } from "./workspace";

const FOLDER = "prisma/resources";

const manifestSchema = z.strictObject({
  name: z.string(),
  plural: z.string(),
  fields: z.array(z.string()),
  migration: z.string(),
  /** SHA-256 of its entry in the changelog of the contract; null where clients saw no change. */
  changelog: z.string().nullable(),
  /** Its own files, with their SHA-256. */
  files: z.record(z.string(), z.string()),
});

/** What was made for a resource: kept as long as it is there. */
export type Manifest = z.infer<typeof manifestSchema>;

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const manifestPath = (kebab: string): string => `${FOLDER}/${kebab}.json`;

export function writeManifest(workspace: Workspace, manifest: Manifest): void {
  workspace.write(manifestPath(manifest.name), `${JSON.stringify(manifest, null, 2)}\n`);
}

export function readManifests(workspace: Workspace): Manifest[] {
  const folder = join(workspace.root, FOLDER);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => manifestSchema.parse(JSON.parse(workspace.read(`${FOLDER}/${name}`))));
}

export function resourceOf({ name, fields, plural }: Manifest): Resource {
  return parseResource(name, fields, plural);
}
