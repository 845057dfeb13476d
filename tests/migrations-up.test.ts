import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect } from "../prisma/migrate/connection";
import { sha256 } from "../prisma/migrate/files";
import { WAITING } from "../prisma/migrate/lock";
import { migrateUp } from "../prisma/migrate/up";
import {
  freshDatabase,
  makeProject,
  migrateInChild,
  runSql,
  tableNames,
  writeMigration,
} from "./helpers/migration-project";

const TWO = {
  "1_a": { up: "CREATE TABLE a (id INT PRIMARY KEY, note VARCHAR(20));\nINSERT INTO a VALUES (1, 'x; y');\n" },
  "2_b": { up: "CREATE TABLE b (id INT PRIMARY KEY);\n" },
};

describe("migrateUp", () => {
  it("applies everything in order, once, and records it in Prisma's table", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    const lines: string[] = [];
    expect(await migrateUp(url, { root, log: (line) => lines.push(line) })).toEqual(["1_a", "2_b"]);
    expect(await migrateUp(url, { root })).toEqual([]);
    expect(lines.filter((line) => line !== WAITING)).toEqual(["1_a: applied", "2_b: applied"]);
    expect(await tableNames(url)).toEqual(["a", "b"]);
    const [first] = await runSql(url, "SELECT * FROM _prisma_migrations ORDER BY migration_name");
    expect(first).toMatchObject({ migration_name: "1_a", checksum: sha256(TWO["1_a"].up), logs: null });
    expect(first).toMatchObject({ rolled_back_at: null, applied_steps_count: 2, finished_at: expect.anything() });
  });

  it("stops after the migration that --to names, and refuses an unknown one", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    expect(await migrateUp(url, { root, to: "1_a" })).toEqual(["1_a"]);
    await expect(migrateUp(url, { root, to: "9_z" })).rejects.toThrow("--to 9_z: there is no such migration.");
  });

  it("M4: five processes at once apply each migration once", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    const results = await Promise.all(Array.from({ length: 5 }, () => migrateInChild(url, root).done));
    expect(results.map(({ code, said }) => ({ code, said }))).toEqual(Array(5).fill({ code: 0, said: "" }));
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(["1_a", "2_b"]);
    expect(await runSql(url, "SELECT id FROM a")).toHaveLength(1);
    expect(await runSql(url, "SELECT id FROM _prisma_migrations")).toHaveLength(2);
  });

  it("M4: waits for another process and says so, but not for ever", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    const holder = await connect(url);
    const lines: string[] = [];
    const attempt = (lockWaitSeconds: number) =>
      migrateUp(url, { root, lockWaitSeconds, log: (line) => lines.push(line) });
    await holder.exclusively(async () => {
      await expect(attempt(1)).rejects.toThrow("not done after 1 s. Nothing was changed");
    });
    expect(lines).toEqual([WAITING]);
    expect(await attempt(60)).toEqual(["1_a", "2_b"]);
    await holder.close();
  });

  it("M5: refuses a file that was edited after it was applied", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    await migrateUp(url, { root, to: "1_a" });
    writeMigration(root, "1_a", { up: `${TWO["1_a"].up}-- edited\n` });
    await expect(migrateUp(url, { root })).rejects.toThrow(/Edited after it was applied: .*1_a.migration\.sql/);
    expect(await tableNames(url)).toEqual(["a"]);
  });

  it("M5: takes a file with other line ends for the same", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    await migrateUp(url, { root, to: "1_a" });
    writeMigration(root, "1_a", { up: TWO["1_a"].up.replaceAll("\n", "\r\n") });
    expect(await migrateUp(url, { root })).toEqual(["2_b"]);
  });

  it("M5: refuses a database that has a migration which this version does not know", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    await migrateUp(url, { root });
    for (const folder of ["migrations", "sqlite/migrations"]) rmSync(join(root, folder, "2_b"), { recursive: true });
    await expect(migrateUp(url, { root })).rejects.toThrow("migrations that this version does not know: 2_b");
  });

  it("goes by what Prisma itself recorded", async () => {
    const [root, url] = [makeProject(TWO), await freshDatabase()];
    await migrateUp(url, { root, to: "1_a" });
    await runSql(url, "UPDATE _prisma_migrations SET applied_steps_count = 1");
    expect(await migrateUp(url, { root })).toEqual(["2_b"]);
  });

  it("says which folder is missing", async () => {
    const url = await freshDatabase();
    await expect(migrateUp(url, { root: "/nowhere" })).rejects.toThrow(
      "The folder with the migrations is missing: /nowhere",
    );
  });
});
