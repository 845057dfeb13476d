import { existsSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runMigrateCommand } from "../prisma/migrate/command";
import { WAITING } from "../prisma/migrate/lock";
import { freshDatabase, makeProject, runSql } from "./helpers/migration-project";
import { makeSchemaProject, serverUrl, writeSchema } from "./helpers/schema-project";

const table = (name: string) => ({ up: `CREATE TABLE ${name} (id INT PRIMARY KEY);\n`, down: `DROP TABLE ${name};\n` });

/** What somebody at a keyboard sees. */
async function makeShell(root: string, environment: Record<string, string | undefined> = {}) {
  const DATABASE_URL = await freshDatabase();
  const shell = async (line: string) => {
    const lines: string[] = [];
    const print = (text: string) => void (text !== WAITING && lines.push(text));
    const code = await runMigrateCommand(line.split(" ").filter(Boolean), {
      root,
      print,
      environment: { DATABASE_URL, ...environment },
    });
    return { code, text: lines.join("\n") };
  };
  return Object.assign(shell, { databaseUrl: DATABASE_URL });
}

describe("prisma/migrate.ts", () => {
  it("migrates, tells the status and rolls back", async () => {
    const shell = await makeShell(makeProject({ "1_a": table("a"), "2_b": table("b") }));
    expect(await shell("status")).toEqual({ code: 1, text: "1_a  not applied yet\n2_b  not applied yet" });
    expect(await shell("up --to 1_a")).toEqual({ code: 0, text: "1_a: applied" });
    expect(await shell("up")).toEqual({ code: 0, text: "2_b: applied" });
    expect(await shell("up")).toEqual({ code: 0, text: "The database is up to date." });
    expect(await shell("status")).toEqual({ code: 0, text: "1_a  applied\n2_b  applied" });
    expect(await shell("down --to 1_a")).toEqual({ code: 0, text: "2_b: rolled back" });
    expect(await shell("down --steps 2")).toEqual({ code: 0, text: "1_a: rolled back" });
    expect(await shell("down")).toEqual({ code: 0, text: "There is nothing to roll back." });
  });

  it("M2: loses rows only with --accept-loss", async () => {
    const shell = await makeShell(makeProject({ "1_a": table("a") }));
    await shell("up");
    await runSql(shell.databaseUrl, "INSERT INTO a VALUES (1)");
    await expect(shell("down")).rejects.toThrow("1_a: table a: 1 row");
    expect(await shell("down --accept-loss")).toEqual({ code: 0, text: "1_a: rolled back" });
  });

  it("refuses what it does not understand", async () => {
    const shell = await makeShell(makeProject());
    expect(await shell("")).toMatchObject({ code: 0, text: expect.stringContaining("db:rollback") });
    expect(await shell("sideways")).toMatchObject({ code: 1, text: expect.stringContaining("Usage:") });
    await expect(shell("down --steps none")).rejects.toThrow("--steps must be a whole number from 1 on");
    await expect(shell("down --steps 1 --to x")).rejects.toThrow("Give --steps or --to, not both");
    await expect(shell("down --force")).rejects.toThrow("Unknown option '--force'");
  });

  it("writes a new migration without a question", async () => {
    const root = await makeSchemaProject("model A {\n  id Int @id\n  b Int?\n}");
    writeSchema(root, "model A {\n  id Int @id\n}");
    const shell = await makeShell(root);
    const { code, text } = await shell("new drop b");
    expect(code).toBe(0);
    expect(text).toContain("WARNING: It throws away column A.b.");
    const files = [...text.matchAll(/^wrote (.+_drop_b.+)$/gm)].map(([, file = ""]) => file);
    expect(files).toHaveLength(5);
    expect(files.every((file) => existsSync(file))).toBe(true);
    expect((await shell("new again")).text).toBe("schema.prisma has no change that a migration would need.");
  });

  it("checks, on the server that TEST_MYSQL_URL names", async () => {
    const root = await makeSchemaProject("model A {\n  id Int @id\n}");
    const environment = serverUrl === null ? {} : { TEST_MYSQL_URL: serverUrl };
    const shell = await makeShell(root, environment);
    const good = await shell("check");
    expect(good).toMatchObject({ code: 0, text: expect.stringContaining("SQLite  equals schema.prisma") });
    expect(good.text).toContain("MySQL   equals schema.prisma");
    writeSchema(root, "model A {\n  id Int @id\n  b Int?\n}");
    const bad = await shell("check");
    expect(bad).toMatchObject({ code: 1, text: expect.stringContaining("A: column b is missing") });
  });

  it("says that MySQL was left out, which fails where CI must prove it", async () => {
    vi.doMock("../prisma/migrate/throwaway-mariadb", () => ({ startThrowawayServer: async () => null }));
    onTestFinished(() => vi.doUnmock("../prisma/migrate/throwaway-mariadb"));
    const root = await makeSchemaProject("model A {\n  id Int @id\n}");
    const left = await (await makeShell(root))("check");
    expect(left).toMatchObject({ code: 0, text: expect.stringMatching(/^MySQL {3}SKIPPED: no mariadbd or mysqld/m) });
    expect(await (await makeShell(root, { CI: "true" }))("check")).toMatchObject({ code: 1 });
  });
});
