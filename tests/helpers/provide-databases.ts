import { readFileSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { type Model, readDatamodel } from "../../prisma/migrate/dmmf";
import { clearRecord } from "./recorder";
import { clearStatements } from "./statement-files";

declare module "vitest" {
  interface ProvidedContext {
    /** The name of the project, as it is not to be had in a worker. */
    project: string;
    /** One database for each worker. */
    databaseUrls: string[];
    /** Every table, those that point at others first. */
    tables: string[];
  }
}

function childrenFirst(models: readonly Model[]): string[] {
  const ordered: Model[] = [];
  const visit = (model: Model, trail: readonly Model[]): void => {
    if (ordered.includes(model) || trail.includes(model)) return;
    for (const field of model.fields.filter((each) => (each.relationFromFields ?? []).length > 0)) {
      const parent = models.find((candidate) => candidate.name === field.type);
      if (parent) visit(parent, [...trail, model]);
    }
    ordered.unshift(model);
  };
  for (const model of models) visit(model, []);
  return ordered.map((model) => model.dbName ?? model.name);
}

/** Hands each worker the address of its own database, and the order in which its tables can be emptied. */
export function provideDatabases(project: TestProject, create: (worker: number) => string): void {
  clearRecord(project.name);
  clearStatements(project.name);
  const workers = Array.from({ length: project.config.maxWorkers }, (_, index) => index + 1);
  project.provide("databaseUrls", workers.map(create));
  project.provide("project", project.name);
  project.provide("tables", childrenFirst(readDatamodel(readFileSync("prisma/schema.prisma", "utf8")).models));
}
