import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migrateDown } from "../prisma/migrate/down";
import { migrationStatus } from "../prisma/migrate/status";
import { migrateUp } from "../prisma/migrate/up";
import { testDatabaseKind } from "./helpers/database";
import { freshDatabase, makeProject, runSql, tableNames, writeMigration } from "./helpers/migration-project";

const isMysql = testDatabaseKind === "mysql";
const table = (name: string) => ({ up: `CREATE TABLE ${name} (id INT PRIMARY KEY);\n`, down: `DROP TABLE ${name};\n` });
const THREE = { "1_a": table("a"), "2_b": table("b"), "3_c": table("c") };
const broken = { up: "CREATE TABLE a (id INT PRIMARY KEY);", down: "DROP TABLE a;\nDROP TABLE nowhere;\n" };

async function migrated(migrations: Record<string, { up: string; down?: string }>) {
  const [root, url] = [makeProject(migrations), await freshDatabase()];
  await migrateUp(url, { root });
  return { root, url };
}

describe("migrateDown", () => {
  it("rolls back the newest one, keeps its history, and lets it come again", async () => {
    const { root, url } = await migrated(THREE);
    expect(await migrateDown(url, { root })).toEqual(["3_c"]);
    const [row] = await runSql(url, "SELECT * FROM _prisma_migrations WHERE migration_name = '3_c'");
    expect(row).toMatchObject({ rolled_back_at: expect.anything(), finished_at: expect.anything() });
    expect(await migrateUp(url, { root })).toEqual(["3_c"]);
    expect(await runSql(url, "SELECT id FROM _prisma_migrations")).toHaveLength(4);
  });

  it("rolls back so many, or all that came after a name, or nothing", async () => {
    const { root, url } = await migrated(THREE);
    expect(await migrateDown(url, { root, steps: 2 })).toEqual(["3_c", "2_b"]);
    expect(await migrateDown(url, { root, to: "1_a" })).toEqual([]);
    await migrateUp(url, { root });
    expect(await migrateDown(url, { root, to: "1_a" })).toEqual(["3_c", "2_b"]);
    expect(await tableNames(url)).toEqual(["a"]);
    await expect(migrateDown(url, { root, to: "3_c" })).rejects.toThrow("--to 3_c: no applied migration has this name");
    expect(await migrateDown(url, { root, steps: 9 })).toEqual(["1_a"]);
    expect(await migrateDown(url, { root })).toEqual([]);
  });

  it("M2: refuses to lose rows, says which, and changes nothing, not even the harmless part", async () => {
    const { root, url } = await migrated(THREE);
    await runSql(url, "INSERT INTO b VALUES (1), (2)");
    const refusal = migrateDown(url, { root, steps: 2 });
    await expect(refusal).rejects.toThrow("would throw away data:\n  2_b: table b: 2 rows\nNothing was changed.");
    await expect(refusal).rejects.toThrow("--accept-loss");
    expect(await tableNames(url)).toEqual(["a", "b", "c"]);
    expect(await migrateDown(url, { root, steps: 2, acceptLoss: true })).toEqual(["3_c", "2_b"]);
  });

  it("M2: keeps the rows of what it does not undo", async () => {
    const { root, url } = await migrated(THREE);
    await runSql(url, "INSERT INTO a VALUES (7)");
    await migrateDown(url, { root, steps: 2 });
    await migrateUp(url, { root });
    expect(await runSql(url, "SELECT id FROM a")).toEqual([{ id: 7 }]);
  });

  it("M5: refuses edited files and a migration without down.sql", async () => {
    const { root, url } = await migrated({ "1_a": { up: table("a").up } });
    await expect(migrateDown(url, { root })).rejects.toThrow(/1_a cannot be rolled back: .*down\.sql is missing/);
    writeMigration(root, "1_a", { up: "SELECT 1;" });
    await expect(migrateDown(url, { root })).rejects.toThrow("Edited after it was applied");
  });

  it("M5: refuses to go below a migration that it does not know", async () => {
    const { root, url } = await migrated(THREE);
    for (const folder of ["migrations", "sqlite/migrations"]) rmSync(join(root, folder, "3_c"), { recursive: true });
    await expect(migrateDown(url, { root })).rejects.toThrow("does not know: 3_c");
  });

  it("M3: says where a rollback stopped, and goes on there", async () => {
    const { root, url } = await migrated({ "1_a": broken });
    const failure = migrateDown(url, { root });
    await expect(failure).rejects.toThrow("Rollback of 1_a stopped at statement 2 of 2");
    expect((await migrationStatus(url, root)).lines[0]).toContain(isMysql ? "HALF ROLLED BACK" : "1_a  applied");
    if (isMysql) await expect(migrateUp(url, { root })).rejects.toThrow("Finish that with npm run db:rollback");
    await runSql(url, "CREATE TABLE nowhere (id INT PRIMARY KEY)");
    expect(await migrateDown(url, { root })).toEqual(["1_a"]);
    expect(await tableNames(url)).toEqual([]);
  });
});

if (isMysql) {
  describe("M3: a half rollback on MySQL", () => {
    it("refuses a repair of what is done already", async () => {
      const { root, url } = await migrated({ "1_a": broken });
      await expect(migrateDown(url, { root })).rejects.toThrow("stopped at statement 2");
      writeMigration(root, "1_a", { up: broken.up, down: "SELECT 1;\nSELECT 2;\n" });
      await expect(migrateDown(url, { root })).rejects.toThrow("down.sql was edited within its first 1 statements");
    });

    it("takes a statement for done when the process was killed before it could record it", async () => {
      const { root, url } = await migrated({ "1_a": broken });
      await expect(migrateDown(url, { root })).rejects.toThrow("stopped at statement 2");
      await runSql(url, "UPDATE _prisma_migrations SET logs = REPLACE(logs, ' failed', ' running')");
      expect(await migrateDown(url, { root })).toEqual(["1_a"]);
    });
  });
}
