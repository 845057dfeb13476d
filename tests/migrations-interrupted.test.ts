import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { migrateDown } from "../prisma/migrate/down";
import { migrationStatus } from "../prisma/migrate/status";
import { migrateUp } from "../prisma/migrate/up";
import { testDatabaseKind } from "./helpers/database";
import {
  freshDatabase,
  makeProject,
  migrateInChild,
  runSql,
  tableNames,
  writeMigration,
} from "./helpers/migration-project";

const isMysql = testDatabaseKind === "mysql";
const [A, B] = ["CREATE TABLE a (id INT PRIMARY KEY);", "CREATE TABLE b (id INT PRIMARY KEY);"];
const BROKEN = "-- the second one is wrong\nINSERT INTO nowhere VALUES (1);";
const DOWN = "DROP TABLE b;\nDROP TABLE a;\n";

const failedHistory = "SELECT finished_at, rolled_back_at, applied_steps_count, logs FROM _prisma_migrations";

async function failHalfway() {
  const [root, url] = [makeProject({ "1_ab": { up: `${A}\n${BROKEN}\n${B}\n`, down: DOWN } }), await freshDatabase()];
  const failure = await migrateUp(url, { root }).catch((error: Error) => error.message);
  return { root, url, failure: String(failure) };
}

describe("M3: a migration that fails half-way", () => {
  it("says at which statement and line it stopped, what is kept, and how to go on", async () => {
    const { url, failure } = await failHalfway();
    expect(failure).toContain("Migration 1_ab stopped at statement 2 of 3");
    expect(failure).toContain("migration.sql:3");
    expect(failure).toContain("INSERT INTO nowhere VALUES (1)");
    expect(failure).toMatch(/nowhere.* (doesn't exist|no such table)|no such table: nowhere/);
    expect(failure).toContain(isMysql ? "Statements 1 to 1 are done and stay" : "Nothing of it is done");
    expect(failure).toContain(`run npm run db:migrate: it goes on with statement ${isMysql ? 2 : 1}.`);
    expect(await tableNames(url)).toEqual(isMysql ? ["a"] : []);
  });

  it("is recorded as failed, as Prisma would", async () => {
    const { url } = await failHalfway();
    const [row] = await runSql(url, failedHistory);
    expect(row).toMatchObject({ finished_at: null, rolled_back_at: null, applied_steps_count: isMysql ? 1 : 0 });
    expect(row?.logs).toContain("stopped at statement 2 of 3");
  });

  it("shows in the status", async () => {
    const { root, url } = await failHalfway();
    const { upToDate, lines } = await migrationStatus(url, root);
    expect(upToDate).toBe(false);
    expect(lines.join("\n")).toContain("1_ab  FAILED: npm run db:migrate goes on where it stopped");
    expect(lines.join("\n")).toContain("stopped at statement 2 of 3");
    expect(lines.join("\n")).not.toContain("gatehouse:");
  });

  it("goes on where it stopped once the file is repaired", async () => {
    const { root, url } = await failHalfway();
    writeMigration(root, "1_ab", { up: `${A}\n${B}\n` });
    expect(await migrateUp(url, { root })).toEqual(["1_ab"]);
    expect(await tableNames(url)).toEqual(["a", "b"]);
    expect(await migrationStatus(url, root)).toMatchObject({ upToDate: true });
  });

  it("goes on where it stopped once the cause is gone", async () => {
    const { root, url } = await failHalfway();
    await runSql(url, "CREATE TABLE nowhere (id INT PRIMARY KEY)");
    expect(await migrateUp(url, { root })).toEqual(["1_ab"]);
    expect(await runSql(url, "SELECT id FROM nowhere")).toHaveLength(1);
  });

  it("is not rolled back before it is finished", async () => {
    const { root, url } = await failHalfway();
    await expect(migrateDown(url, { root })).rejects.toThrow("1_ab is half applied. Finish it with npm run db:migrate");
  });

  it("is left alone where another tool failed, which records no place", async () => {
    const { root, url } = await failHalfway();
    await runSql(url, "UPDATE _prisma_migrations SET logs = 'Database error code: 1146'");
    await expect(migrateUp(url, { root })).rejects.toThrow("failed under another tool, which did not record where");
  });
});

describe("M3: a process that is killed", () => {
  const rows = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 4000000)";
  const slow = isMysql ? "DO SLEEP(2);" : `INSERT INTO a ${rows} SELECT x FROM n WHERE x > 3999999;`;

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(20);
  }

  /** MySQL shows how far it is; SQLite shows nothing before it is done, but its journal is there. */
  async function isRunning(url: string): Promise<boolean> {
    if (!isMysql) return existsSync(`${url.slice("file:".length)}-journal`);
    const table = await runSql(url, "SELECT applied_steps_count AS done FROM _prisma_migrations").catch(() => []);
    return table[0]?.done === 1;
  }

  it("is found out, and the next one goes on where it stopped", async () => {
    const [root, url] = [makeProject({ "1_ab": { up: `${A}\n${slow}\n${B}\n` } }), await freshDatabase()];
    const child = migrateInChild(url, root);
    await until(() => isRunning(url));
    await sleep(100);
    child.kill();
    expect(await child.done).toMatchObject({ code: null, applied: [] });
    if (isMysql) {
      expect((await migrationStatus(url, root)).lines[0]).toContain("INTERRUPTED: npm run db:migrate goes on");
      expect(await tableNames(url)).toEqual(["a"]);
    } else {
      expect(await tableNames(url)).toEqual([]);
    }
    const lines: string[] = [];
    expect(await migrateUp(url, { root, log: (line) => lines.push(line) })).toEqual(["1_ab"]);
    if (isMysql) expect(lines).toContain("1_ab: going on with statement 2 of 3");
    expect(await tableNames(url)).toEqual(["a", "b"]);
  });
});

if (isMysql) {
  describe("M3 on MySQL, which keeps the statements before the one that failed", () => {
    it("refuses a repair of what is done already", async () => {
      const { root, url } = await failHalfway();
      writeMigration(root, "1_ab", { up: `${A.replace("INT", "BIGINT")}\n${B}\n` });
      await expect(migrateUp(url, { root })).rejects.toThrow("was edited within its first 1 statements");
    });

    it("may have done a statement that it could not record", async () => {
      const [root, url] = [makeProject({ "1_ab": { up: `${A}\n${B}\n` } }), await freshDatabase()];
      await migrateUp(url, { root });
      await runSql(url, "UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 1");
      expect(await migrateUp(url, { root })).toEqual(["1_ab"]);
      await runSql(url, "UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0");
      await expect(migrateUp(url, { root })).rejects.toThrow("stopped at statement 2 of 2");
    });

    it("records a change of rows together with the rows", async () => {
      const up = `${A}\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2), (1);\n`;
      const [root, url] = [makeProject({ "1_a": { up } }), await freshDatabase()];
      await expect(migrateUp(url, { root })).rejects.toThrow("stopped at statement 3 of 3");
      expect(await runSql(url, "SELECT id FROM a")).toEqual([{ id: 1 }]);
    });
  });
}
