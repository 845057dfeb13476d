import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "@/lib/env";
import { deriveSqliteSchema } from "../../prisma/migrate/derive-sqlite";
import { type NewMigration, newMigration } from "../../prisma/migrate/new";
import { testDatabaseKind } from "./database";
import { makeProject } from "./migration-project";

const HEAD = `generator client {
  provider = "prisma-client"
  output   = "../src/generated/mysql"
}

datasource db {
  provider = "mysql"
}
`;

/** The server for checks, where this run of the suite is on one. */
export const serverUrl = testDatabaseKind === "mysql" ? new URL("/", env.DATABASE_URL).href : null;

/** A whole schema from its models. */
export const schemaOf = (models: string): string => `${HEAD}\n${models}\n`;

export function writeSchema(root: string, models: string): void {
  mkdirSync(join(root, "sqlite"), { recursive: true });
  writeFileSync(join(root, "schema.prisma"), schemaOf(models));
  writeFileSync(join(root, "sqlite/schema.prisma"), deriveSqliteSchema(schemaOf(models)));
}

/** What `npm run db:new` does after an edit of schema.prisma. */
export function writeNext(root: string, models: string, name = "next"): Promise<NewMigration | null> {
  writeSchema(root, models);
  return newMigration({ root, name, now: new Date("2026-11-24T00:00:00Z"), native: false });
}

/** A prisma folder with a migration for each of these schemas. */
export async function makeSchemaProject(...steps: string[]): Promise<string> {
  const root = makeProject();
  for (const models of steps) await writeNext(root, models);
  return root;
}
