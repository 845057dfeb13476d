import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What `npm ci` makes besides: no part of the repository, and needed to compile. */
const MADE = ["src/generated", "next-env.d.ts"];

/** Runs Git in a folder, as nobody in particular. */
export function git(folder: string, ...args: string[]): string {
  const who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" });
}

export function commitAll(folder: string): void {
  if (!existsSync(join(folder, ".git"))) {
    git(folder, "init", "-q");
    // `.gitignore` has the folder alone, and here it may be a link.
    mkdirSync(join(folder, ".git/info"), { recursive: true });
    appendFileSync(join(folder, ".git/info/exclude"), "node_modules\n");
  }
  git(folder, "add", "-A");
  git(folder, "commit", "-qm", "all of it");
}

/** A folder with a copy of this project that may be written to, as a clone of its own; its modules are this one's. */
export function copiedProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "copied-project-"));
  const listed = git(".", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const path of [...listed, ...MADE].filter((each) => each !== "" && existsSync(each))) {
    cpSync(path, join(folder, path), { recursive: true });
  }
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  commitAll(folder);
  return folder;
}

/** Gives a copied project the same modules as files of its own: the bundler takes none from outside of the project. */
export function ownModules(folder: string): void {
  const [from, to] = [resolve("node_modules"), join(folder, "node_modules")];
  rmSync(to);
  try {
    execFileSync("cp", ["-al", from, to], { stdio: "ignore" });
  } catch {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}
