import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project's files, and what they were before: all that was done can be undone. */
export class Workspace {
  readonly root: string;
  readonly #before = new Map<string, string | null>();

  constructor(root: string) {
    this.root = root;
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Notes how the file is now, as somebody else is going to write it. */
  remember(path: string): void {
    if (!this.#before.has(path)) this.#before.set(path, this.has(path) ? this.read(path) : null);
  }

  write(path: string, text: string): void {
    this.remember(path);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Removes a file, and the folders that are empty then. */
  remove(path: string): void {
    this.remember(path);
    rmSync(join(this.root, path), { force: true });
    for (let folder = dirname(join(this.root, path)); existsSync(folder); folder = dirname(folder)) {
      if (readdirSync(folder).length > 0) return;
      rmdirSync(folder);
    }
  }

  undo(): void {
    for (const [path, text] of this.#before) {
      if (text === null) this.remove(path);
      else this.write(path, text);
    }
  }
}
