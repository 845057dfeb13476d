import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { databaseKind } from "@/lib/db-url";
import { migrationStatus } from "../../../prisma/migrate/status";
import { UsageError } from "../run-command";
import { CHANGELOG, CONTRACT, withoutEntry } from "./changelog";
import { type Manifest, manifestPath, readManifests, resourceOf, sha256 } from "./manifest";
import { migrationFiles, SCHEMA, SQLITE_SCHEMA } from "./paths";
import { backField, enumNameOf } from "./prisma-model";
import type { Resource } from "./resource";
import { dropBackField, dropBlock } from "./schema-file";
import { dropEntry, editLists } from "./shared-lists";
import { acceptContract, generateClients } from "./tools";
import type { Workspace } from "./workspace";

function migrationsIn(workspace: Workspace): string[] {
  return readdirSync(join(workspace.root, "prisma/migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** @throws UsageError where the database at hand has the table */
async function assertNotApplied(workspace: Workspace, { migration }: Manifest, url: string | null): Promise<void> {
  if (url === null) return;
  const isFile = databaseKind(url) === "sqlite";
  if (isFile && !existsSync(resolve(workspace.root, url.replace(/^file:/, "")))) return;
  const { lines } = await migrationStatus(url, join(workspace.root, "prisma")).catch((cause: unknown) => {
    throw new UsageError("The database at hand does not say whether it has the table. Is DATABASE_URL right?", {
      cause,
    });
  });
  const line = lines.find((each) => each.startsWith(migration));
  if (line === undefined || line.includes("not applied yet")) return;
  const before =
    migrationsIn(workspace)
      .filter((name) => name < migration)
      .at(-1) ?? "";
  throw new UsageError(
    `The database at hand has this resource's table (npm run db:status: ${line}).\n` +
      `Take it away first, with all that is in it: npm run db:rollback -- --to ${before} --accept-loss`,
  );
}

function assertNothingBelongs(workspace: Workspace, { pascal, kebab }: Resource): void {
  const child = readManifests(workspace)
    .map(resourceOf)
    .find(({ fields }) => fields.some(({ relation }) => relation?.model === pascal));
  if (child) throw new UsageError(`${child.kebab} belongs to ${kebab}. First: npm run new -- remove ${child.kebab}`);
}

function assertUntouched(workspace: Workspace, { files, name }: Manifest): void {
  const edited = Object.entries(files).filter(
    ([path, hash]) => workspace.has(path) && sha256(workspace.read(path)) !== hash,
  );
  if (edited.length === 0) return;
  const list = edited.map(([path]) => `  ${path}\n`).join("");
  throw new UsageError(
    `These were edited since:\n${list}To remove them all the same: npm run new -- remove ${name} --force`,
  );
}

/** The migrations that came after it: each has a copy of the schema, with this model in it. */
function laterMigrations(workspace: Workspace, manifest: Manifest, { table }: Resource): string[] {
  const later = migrationsIn(workspace).filter((name) => name > manifest.migration);
  const using = later.find((name) =>
    workspace.read(`prisma/migrations/${name}/migration.sql`).includes(`\`${table}\``),
  );
  if (using === undefined) return later;
  throw new UsageError(`The migration ${using} is about its table too: write one by hand that drops it.`);
}

function withoutModel(schema: string, resource: Resource): string {
  const enums = resource.fields.filter(({ kind }) => kind === "enum").map((field) => enumNameOf(resource, field));
  const relations = resource.fields.filter(({ relation }) => relation !== null);
  const bare = enums.reduce((text, name) => dropBlock(text, "enum", name), dropBlock(schema, "model", resource.pascal));
  return relations.reduce(
    (text, field) => dropBackField(text, field.relation?.model ?? "", backField(resource, field).name),
    bare,
  );
}

function removeAll(workspace: Workspace, manifest: Manifest, resource: Resource, later: readonly string[]): void {
  const copies = later.map((name) => `prisma/migrations/${name}/schema.prisma`);
  for (const path of [SCHEMA, ...copies]) workspace.write(path, withoutModel(workspace.read(path), resource));
  const lists = editLists(resource, (file) => workspace.read(file), { edit: dropEntry, root: workspace.root });
  for (const [file, text] of lists) workspace.write(file, text);
  const scripts = migrationFiles(workspace, manifest.migration);
  const own = [...Object.keys(manifest.files), ...scripts, manifestPath(manifest.name)];
  for (const path of own.filter((each) => workspace.has(each))) workspace.remove(path);
  const changelog = workspace.read(CHANGELOG);
  for (const path of [SQLITE_SCHEMA, CONTRACT, CHANGELOG]) workspace.remember(path);
  generateClients(workspace.root);
  acceptContract(workspace.root, `${resource.kebab} was taken away`);
  workspace.write(CHANGELOG, withoutEntry(changelog, manifest.changelog));
}

type Wish = { name: string; isForced: boolean; databaseUrl: string | null };

/**
 * Takes a resource away: all of it, or nothing.
 * @returns the files that were its own
 * @throws UsageError before anything is touched; Error after all was undone
 */
export async function removeResource(workspace: Workspace, { name, isForced, databaseUrl }: Wish): Promise<string[]> {
  const manifests = readManifests(workspace);
  const manifest = manifests.find((each) => each.name === name);
  if (!manifest) {
    const known = manifests.map((each) => each.name).join(", ") || "nothing";
    throw new UsageError(`${name}: this was not made here. What was: ${known}.`);
  }
  const resource = resourceOf(manifest);
  assertNothingBelongs(workspace, resource);
  if (!isForced) assertUntouched(workspace, manifest);
  const later = laterMigrations(workspace, manifest, resource);
  await assertNotApplied(workspace, manifest, databaseUrl);
  try {
    removeAll(workspace, manifest, resource, later);
    return Object.keys(manifest.files);
  } catch (error) {
    workspace.undo();
    generateClients(workspace.root);
    throw error;
  }
}
