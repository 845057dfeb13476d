import { spawnSync } from "node:child_process";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { currentNames, type Names, nameProblem, namesFor } from "./rename/names";
import { gitState, projectTexts } from "./rename/project-files";
import { type Renamed, renamedFiles, takenPlaces } from "./rename/renamed";

const USAGE = 'Usage: npm run rename -- newname [--title "New Name"] [--force]\n';
const BIOME = "node_modules/@biomejs/biome/bin/biome";

type Output = { write: (text: string) => unknown };
type Streams = { out: Output; err: Output };
type Wish = { names: Names; force: boolean };

class RenameError extends Error {}

function readArguments(args: string[]): Wish {
  try {
    const options = { title: { type: "string" }, force: { type: "boolean" } } as const;
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    const [slug, ...others] = positionals;
    if (slug === undefined || others.length > 0) throw new Error("Give one name.");
    return { names: namesFor(slug, values.title), force: values.force ?? false };
  } catch (error) {
    throw new RenameError(`${error instanceof Error ? error.message : String(error)}\n${USAGE.trimEnd()}`);
  }
}

/** @throws RenameError before anything is written */
function plan({ names, force }: Wish, root: string): { from: Names; files: Renamed[]; kept: string[] } {
  const problem = nameProblem(names);
  if (problem) throw new RenameError(problem);
  const from = currentNames(root);
  if (from.slug === names.slug && from.title === names.title) throw new RenameError("It is called so already.");
  const state = gitState(root);
  if (state !== "clean" && !force) {
    const why = state === "dirty" ? "There are changes that are not committed" : "This is no Git repository";
    throw new RenameError(`${why}: nothing could take the renaming back. Commit first, or say --force.`);
  }
  const { texts, kept } = projectTexts(root, new RegExp(from.slug, "i"));
  const taken = from.slug === names.slug ? [] : takenPlaces(texts, names);
  if (taken.length > 0) {
    throw new RenameError(
      `"${names.slug}" is in use already, in ${taken.length} files (${taken.slice(0, 3).join(", ")}): it could not be told from the product's name any more.`,
    );
  }
  return { from, files: renamedFiles(texts, from, names), kept };
}

/** A longer name makes longer lines. */
function format(root: string, paths: readonly string[]): void {
  const held = paths.filter((path) => /^(src|prisma|tests)\/.*\.tsx?$|^[^/]+\.(ts|jsonc?)$/.test(path));
  if (!existsSync(join(root, BIOME)) || held.length === 0) return;
  spawnSync(process.execPath, [BIOME, "check", "--write", "--no-errors-on-unmatched", ...held], {
    cwd: root,
    stdio: "ignore",
  });
}

function write(root: string, files: readonly Renamed[]): void {
  for (const { path, to, text } of files) {
    writeFileSync(join(root, path), text);
    if (to !== path) renameSync(join(root, path), join(root, to));
  }
  format(
    root,
    files.map(({ to }) => to),
  );
}

function report(from: Names, to: Names, { files, kept }: { files: Renamed[]; kept: string[] }): string {
  const places = files.reduce((sum, file) => sum + file.places, 0);
  const lines = [
    ...files.map(({ to: path, places: count }) => `  ${path} (${count})`),
    `${from.title} is ${to.title} now, and ${from.slug} ${to.slug}: ${places} places in ${files.length} files.`,
    ...(kept.length > 0 ? [`Left as they are: ${kept.join(", ")}.`] : []),
    "The pictures in .github show the old name: take new ones. Your .env is yours to change.",
    "What is sealed in a database is sealed under the name, and API keys begin with it: rename before the first user.",
    "Now: npm run check, and commit.",
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * `npm run rename`: gives the product another name, everywhere and in every form.
 * @param root the project's folder
 * @returns the exit code: 1 when it was refused, and then nothing has been written
 */
export function runRename(args: string[], { out, err }: Streams, root = process.cwd()): number {
  try {
    const wish = readArguments(args);
    const { from, files, kept } = plan(wish, root);
    write(root, files);
    out.write(report(from, wish.names, { files, kept }));
    return 0;
  } catch (error) {
    if (!(error instanceof RenameError)) throw error;
    err.write(`${error.message}\n`);
    return 1;
  }
}
