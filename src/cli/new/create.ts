import { join } from "node:path";
import { compareTables } from "../../../prisma/migrate/compare-tables";
import { readDatamodel } from "../../../prisma/migrate/dmmf";
import { newMigration } from "../../../prisma/migrate/new";
import { schemaTables } from "../../../prisma/migrate/schema-tables";
import { readSnapshot } from "../../../prisma/migrate/snapshot";
import { UsageError } from "../run-command";
import { CHANGELOG, CONTRACT, newestEntry } from "./changelog";
import { manifestPath, sha256, writeManifest } from "./manifest";
import { migrationFiles, SCHEMA, SQLITE_SCHEMA } from "./paths";
import { backField, modelText } from "./prisma-model";
import { assertFree, parentsOf } from "./refusals";
import { renderFiles } from "./render";
import type { Resource } from "./resource";
import { addBackField, appendBlocks } from "./schema-file";
import { addEntry, dropEntry, editLists } from "./shared-lists";
import { acceptContract, checkContract, generateClients, tidyFiles } from "./tools";
import { viewOf } from "./view";
import type { Workspace } from "./workspace";

type Plan = { files: Map<string, string>; lists: Map<string, string>; schema: string };

/** The shared lists with the resource's entries, each proved to come back as it was. */
function editedLists(workspace: Workspace, resource: Resource): Map<string, string> {
  const { root } = workspace;
  const edited = editLists(resource, (file) => workspace.read(file), { edit: addEntry, root });
  const back = editLists(resource, (file) => edited.get(file) ?? "", { edit: dropEntry, root });
  const lost = [...back].find(([file, text]) => text !== workspace.read(file))?.[0];
  if (lost !== undefined) throw new Error(`${lost} could not be given back as it is: is it formatted (npm run fix)?`);
  return edited;
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

/** @returns the migration's name */
async function migrate(workspace: Workspace, { kebab }: Resource): Promise<string> {
  const root = join(workspace.root, "prisma");
  const made = await newMigration({ root, name: kebab, now: new Date(), native: false });
  if (!made) throw new Error("The new model needs no migration, which cannot be.");
  return made.name;
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
    migration,
    changelog: newestEntry(before, workspace.read(CHANGELOG)),
    files: Object.fromEntries([...plan.files.keys()].map((path) => [path, sha256(workspace.read(path))])),
  });
  return migrationFiles(workspace, migration);
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
