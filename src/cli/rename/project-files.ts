import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A landed migration's hash is written down in every database, and the licence names who wrote this. */
const KEPT = /^prisma\/(?:sqlite\/)?migrations\/|^LICENSE$/;
const NOT_OURS = new Set(["node_modules", ".git", ".next", ".data", "coverage", "reports", "generated"]);

function git(root: string, ...args: string[]): string | null {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return null;
  }
}

/** `none`: nothing would take a mistake back. */
export function gitState(root: string): "clean" | "dirty" | "none" {
  const status = git(root, "status", "--porcelain");
  if (status === null) return "none";
  return status === "" ? "clean" : "dirty";
}

function walk(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name) || /^\.env(?!\.example$)/.test(entry.name)) return [];
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** Every file of the project that people write, whether or not it is under version control yet. */
function projectFiles(root: string): string[] {
  const listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  if (listed === null) return walk(root);
  return listed
    .split("\0")
    .filter((path) => path !== "" && lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile());
}

export type Text = { path: string; text: string };

/** The texts that a name can stand in, and those with the name in them that stay as they are. */
export function projectTexts(root: string, name: RegExp): { texts: Text[]; kept: string[] } {
  const all = projectFiles(root).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  const readable = all.filter(({ text }) => !text.includes("\0"));
  return {
    texts: readable.filter(({ path }) => !KEPT.test(path)),
    kept: readable.filter(({ path, text }) => KEPT.test(path) && name.test(text)).map(({ path }) => path),
  };
}
