import { mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const OWN = new Set([".data", ".git", ".env", "coverage", "reports"]);

/** A folder that is this project, but for what a run leaves behind: `.data` there is its own. */
export function linkedProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-demo-"));
  for (const name of readdirSync(".")) if (!OWN.has(name)) symlinkSync(resolve(name), join(folder, name));
  return folder;
}
