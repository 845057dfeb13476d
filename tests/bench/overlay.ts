import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleServer } from "@/cli/bundle-server";
import { MANY_PROCEDURES, NOBODY_WATCHES, OPEN, type Replacements, WITHOUT_MAILS } from "./replaced-parts";

/** Inside the repository, so that its packages are found from there. */
const FOLDER = ".data/bench";
const COPIED = ["src", "prisma", "next.config.ts", "tsconfig.json", "package.json"];

export const OPEN_FOLDER = join(FOLDER, "open");
export const PRODUCT_FOLDER = join(FOLDER, "product");
export const UNWATCHED_FOLDER = join(FOLDER, "unwatched");
export const MANY_FOLDER = join(FOLDER, "many");

function build(folder: string): void {
  const next = join(process.cwd(), "node_modules/next/dist/bin/next");
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build"], { cwd: folder });
  if (status !== 0) throw new Error(`The build in ${folder} failed:\n${stdout}${stderr}`);
}

/** Without what a build writes. */
function digestOf(folder: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/\/\.next\/|next-env/.test(path));
  for (const path of paths.sort()) hash.update(path).update(readFileSync(path));
  return hash.digest("hex");
}

function digestOfBuild(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/**
 * Builds what is there, unless the last build is of just that.
 * @param inputs the folder with all that goes into it
 */
export function buildNext(folder: string, inputs = folder): void {
  const file = join(folder, ".next", "bench-digest");
  const digest = digestOf(inputs);
  if (digestOfBuild(file) === digest) return;
  build(join(process.cwd(), folder));
  writeFileSync(file, digest);
}

/** A copy of the product with some of its parts replaced. */
function copyProduct(folder: string, replacements: Replacements): void {
  mkdirSync(folder, { recursive: true });
  for (const name of COPIED) rmSync(join(folder, name), { recursive: true, force: true });
  for (const name of COPIED) cpSync(name, join(folder, name), { recursive: true });
  for (const [file, change] of Object.entries(replacements)) {
    const path = join(folder, "src", file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`What is to be replaced in ${file} is not there any more.`);
    writeFileSync(path, after);
  }
}

function linkPages(folder: string): void {
  const pages = join(process.cwd(), OPEN_FOLDER, ".next");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of readdirSync(pages)) {
    if (name !== "front") symlinkSync(join(pages, name), join(folder, name));
  }
}

/**
 * The product as it is compared with its peers, and three more: as it is but for the mails, one in which nobody can watch,
 * and one with as many procedures as it is told. Those are only called behind the front, which has its API in its own
 * bundle, so that one build of the pages is enough.
 */
export async function buildCopies(): Promise<void> {
  copyProduct(OPEN_FOLDER, OPEN);
  const config = join(OPEN_FOLDER, "next.config.ts");
  const root = JSON.stringify(process.cwd());
  writeFileSync(config, readFileSync(config, "utf8").replace("root: import.meta.dirname", `root: ${root}`));
  buildNext(OPEN_FOLDER);
  copyProduct(PRODUCT_FOLDER, WITHOUT_MAILS);
  copyProduct(UNWATCHED_FOLDER, { ...OPEN, ...NOBODY_WATCHES });
  copyProduct(MANY_FOLDER, { ...OPEN, ...MANY_PROCEDURES });
  for (const folder of [PRODUCT_FOLDER, UNWATCHED_FOLDER, MANY_FOLDER]) {
    linkPages(join(folder, ".next"));
  }
  for (const folder of [OPEN_FOLDER, PRODUCT_FOLDER, UNWATCHED_FOLDER, MANY_FOLDER]) {
    await bundleServer(join(process.cwd(), folder));
  }
}
