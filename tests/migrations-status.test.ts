import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { assertSchemaCurrent, migrationStatus } from "../prisma/migrate/status";
import { migrateUp } from "../prisma/migrate/up";
import { freshDatabase, makeProject, runSql, tableNames, writeMigration } from "./helpers/migration-project";

const TWO = {
  "1_a": { up: "CREATE TABLE a (id INT PRIMARY KEY);\n" },
  "2_b": { up: "CREATE TABLE b (id INT PRIMARY KEY);\n" },
};

async function migrated(to?: string) {
  const [root, url] = [makeProject(TWO), await freshDatabase()];
  await migrateUp(url, { root, to });
  return { root, url };
}

describe("M5: assertSchemaCurrent", () => {
  it("lets a server start on the database that the suite itself runs on", async () => {
    await expect(assertSchemaCurrent(env.DATABASE_URL)).resolves.toBeUndefined();
  });

  it("refuses an empty database and does not touch it", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    const sentence = "The database is behind by 2 (1_a, 2_b): run npm run db:migrate.";
    await expect(assertSchemaCurrent(url, root)).rejects.toThrow(sentence);
    expect(await tableNames(url)).toEqual([]);
  });

  it("refuses a database that is behind", async () => {
    const { root, url } = await migrated("1_a");
    await expect(assertSchemaCurrent(url, root)).rejects.toThrow("behind by 1 (2_b)");
  });

  it("refuses a database that is ahead", async () => {
    const { root, url } = await migrated();
    for (const folder of ["migrations", "sqlite/migrations"]) rmSync(join(root, folder, "2_b"), { recursive: true });
    await expect(assertSchemaCurrent(url, root)).rejects.toThrow("this version does not know: 2_b");
    expect((await migrationStatus(url, root)).lines).toContain("2_b  UNKNOWN: this version has no such migration");
  });

  it("refuses edited files", async () => {
    const { root, url } = await migrated();
    writeMigration(root, "2_b", { up: "SELECT 1;\n" });
    await expect(assertSchemaCurrent(url, root)).rejects.toThrow("Edited after it was applied");
    expect((await migrationStatus(url, root)).lines).toContain("2_b  applied (the file was edited since)");
  });

  it("refuses a database that stopped half-way", async () => {
    const { root, url } = await migrated();
    await runSql(url, "UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_b'");
    await expect(assertSchemaCurrent(url, root)).rejects.toThrow(
      "2_b stopped half-way: see npm run db:status, then run npm run db:migrate.",
    );
  });
});

describe("migrationStatus", () => {
  it("lists what is applied and what is not", async () => {
    const { root, url } = await migrated("1_a");
    const lines = ["1_a  applied", "2_b  not applied yet"];
    expect(await migrationStatus(url, root)).toEqual({ upToDate: false, lines });
    await migrateUp(url, { root });
    expect(await migrationStatus(url, root)).toMatchObject({ upToDate: true });
  });
});
