import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrateUp } from "../../prisma/migrate/up";
import { provideDatabases } from "./provide-databases";

/** Migrates one file, and gives a copy of it to each worker. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-sqlite-"));
  const template = join(folder, "template.db");
  await migrateUp(`file:${template}`);
  provideDatabases(project, (worker) => {
    const file = join(folder, `worker-${worker}.db`);
    copyFileSync(template, file);
    return `file:${file}`;
  });
  return () => rmSync(folder, { recursive: true, force: true });
}
