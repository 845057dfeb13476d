import { join } from "node:path";
import { compareTables } from "../../../prisma/migrate/compare-tables";
import { readDatamodel } from "../../../prisma/migrate/dmmf";
import { newMigration } from "../../../prisma/migrate/new";
import { schemaTables } from "../../../prisma/migrate/schema-tables";
import { readSnapshot } from "../../../prisma/migrate/snapshot";
import { UsageError } from "../run-command";
import { CHANGELOG, CONTRACT, newestEntry } from "./changelog";
import { manifestPath, sha256, writeManifest } from "./manifest";
import { backField, modelText } from "./prisma-model";
import { assertFree, parentsOf } from "./refusals";
import { renderFiles } from "./render";
import type { Resource } from "./resource";
import { addBackField, appendBlocks } from "./schema-file";
import { addEntry, dropEntry, entriesOf } from "./shared-lists";
import { acceptContract, checkContract, generateClients, tidy, tidyFiles } from "./tools";
import { viewOf } from "./view";
import type { Workspace } from "./workspace";

export const SCHEMA = "prisma/schema.prisma";
export const SQLITE_SCHEMA = "prisma/sqlite/schema.prisma";

type Plan = { files: Map<string, string>; lists: Map<string, string>; schema: string };

/** The shared lists with the resource's entries, each proved to come back as it was. */
function editedLists(workspace: Workspace, resource: Resource): Map<string, string> {
  const entries = entriesOf(resource);
  const edited = [...new Set(entries.map(({ file }) => file))].map((file): [string, string] => {
    const own = entries.filter((entry) => entry.file === file);
    const before = workspace.read(file);
    const after = tidy(own.reduce(addEntry, before), file, workspace.root);
    if (tidy(own.reduce(dropEntry, after), file, workspace.root) !== before) {
      throw new Error(`${file} could not be given back as it is: is it formatted (npm run fix)?`);
    }
    return [file, after];
  });
  return new Map(edited);
}

/** All that is going to be written, before anything is. */
export async function planResource(workspace: Workspace, resource: Resource): Promise<Plan> {
  const before = workspace.read(SCHEMA);
  const parents = parentsOf(workspace, resource);
  const files = await renderFiles(viewOf(resource, parents));
  assertFree(workspace, resource, [...files.keys(), manifestPath(resource.kebab)]);
  const relations = resource.fields.filter(({ relation }) => relation !== null);
  const schema = relations.reduce(
    (text, field) => addBackField(text, field.relation?.model ?? "", backField(resource, field).line),
    appendBlocks(before, modelText(resource, parents)),
  );
  readDatamodel(schema);
  return { files, lists: editedLists(workspace, resource), schema };
}

/** What is changed and not yet migrated, or accepted, would be taken for a part of the resource. */
function assertSettled(workspace: Workspace): void {
  const snapshot = readSnapshot(join(workspace.root, "prisma"));
  const tables = (schema: string | null) => (schema === null ? [] : schemaTables(schema, "mysql"));
  if (compareTables(tables(snapshot), tables(workspace.read(SCHEMA))).length > 0) {
    throw new UsageError("schema.prisma has changes without a migration. First: npm run db:new -- name");
  }
  checkContract(workspace.root);
}

async function migrate(workspace: Workspace, { kebab }: Resource): Promise<{ name: string; paths: string[] }> {
  const root = join(workspace.root, "prisma");
  const made = await newMigration({ root, name: kebab, now: new Date(), native: false });
  if (!made) throw new Error("The new model needs no migration, which cannot be.");
  const folders = [`prisma/migrations/${made.name}`, `prisma/sqlite/migrations/${made.name}`];
  const names = ["migration.sql", "down.sql", "schema.prisma"];
  const paths = folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
  return { name: made.name, paths: paths.filter((path) => workspace.has(path)) };
}

async function writeAll(workspace: Workspace, resource: Resource, plan: Plan): Promise<string[]> {
  for (const [path, text] of [...plan.files, ...plan.lists]) workspace.write(path, text);
  workspace.write(SCHEMA, plan.schema);
  for (const path of [SQLITE_SCHEMA, CONTRACT, CHANGELOG]) workspace.remember(path);
  tidyFiles([...plan.files.keys()], workspace.root);
  generateClients(workspace.root);
  const before = workspace.read(CHANGELOG);
  acceptContract(workspace.root, null);
  const migration = await migrate(workspace, resource);
  writeManifest(workspace, {
    name: resource.kebab,
    plural: resource.plural.kebab,
    fields: resource.fields.map(({ source }) => source),
    migration: migration.name,
    changelog: newestEntry(before, workspace.read(CHANGELOG)),
    files: Object.fromEntries([...plan.files.keys()].map((path) => [path, sha256(workspace.read(path))])),
  });
  return migration.paths;
}

/** The paths that a plan makes and changes. */
export function pathsOf(plan: Plan, { kebab }: Resource): { made: string[]; changed: string[] } {
  return {
    made: [...plan.files.keys(), manifestPath(kebab)],
    changed: [SCHEMA, SQLITE_SCHEMA, ...plan.lists.keys(), CONTRACT, CHANGELOG],
  };
}

/**
 * Writes a resource: all of it, or nothing.
 * @returns the files of its migration
 * @throws UsageError before anything is written; Error after all was undone
 */
export async function createResource(workspace: Workspace, resource: Resource, plan: Plan): Promise<string[]> {
  assertSettled(workspace);
  try {
    return await writeAll(workspace, resource, plan);
  } catch (error) {
    workspace.undo();
    generateClients(workspace.root);
    throw error;
  }
}
