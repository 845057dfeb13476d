import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkMigrations, formatFindings } from "../prisma/migrate/check";
import { introspect } from "../prisma/migrate/introspect";
import { createDatabase } from "../prisma/migrate/throwaway-database";
import { startThrowawayServer } from "../prisma/migrate/throwaway-mariadb";
import { testDatabaseKind } from "./helpers/database";
import { freshDatabase, runSql, writeMigration } from "./helpers/migration-project";
import { makeSchemaProject, schemaOf, serverUrl } from "./helpers/schema-project";

const isMysql = testDatabaseKind === "mysql";
const MODELS = `model Owner {
  id   Int   @id
  pets Pet[]
  @@map("owners")
}
model Pet {
  id      Int    @id
  name    String @default("Rex") @db.VarChar(20)
  ownerId Int    @map("owner_id")
  owner   Owner  @relation(fields: [ownerId], references: [id])
  @@index([ownerId, name], map: "pets_idx")
  @@map("pets")
}`;

async function problemsAfter(edit: (root: string) => void): Promise<string> {
  const root = await makeSchemaProject(MODELS);
  edit(root);
  return formatFindings(await checkMigrations(root, serverUrl));
}

describe("M1: db:check", () => {
  it("finds nothing in the project's own migrations", async () => {
    const findings = await checkMigrations("prisma", serverUrl);
    expect(findings.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(formatFindings(findings)).toMatch(/^files {3}sqlite\/schema\.prisma +ok$/m);
  });

  it.each([
    ["a type", "@db.VarChar(20)", "@db.VarChar(21)", isMysql ? 'type should be "varchar(21)", is "varchar(20)"' : ""],
    ["a nullability", "name    String ", "name    String?", "pets: column name: nullable should be true, is false"],
    ["a default", '"Rex"', '"Tom"', `pets: column name: default should be "'Tom'", is "'Rex'"`],
    ["a column", '@map("owner_id")', '@map("boss_id")', "pets: column owner_id is not expected"],
    ["a missing column", '@@map("pets")', 'toy Int?\n  @@map("pets")', "pets: column toy is missing"],
    [
      "the order of an index",
      "[ownerId, name]",
      "[name, ownerId]",
      'columns should be ["name","owner_id"], is ["owner_id","name"]',
    ],
    ["a uniqueness", "@@index", "@@unique", "pets: index pets_idx: unique should be true, is false"],
    [
      "the actions of a foreign key",
      "references: [id]",
      "references: [id], onDelete: Cascade",
      'onDelete should be "CASCADE", is "RESTRICT"',
    ],
    ["a table", '@@map("pets")', '@@map("animals")', "table animals is missing"],
  ])("names %s that schema.prisma has otherwise", async (_, was, is, expected) => {
    const report = await problemsAfter((root) =>
      writeFileSync(join(root, "schema.prisma"), schemaOf(MODELS.replace(was, is))),
    );
    expect(report).toContain(expected);
    expect(report).toContain("a change has no migration yet: npm run db:new -- name");
    expect(report).toMatch(/^files +sqlite\/schema\.prisma +DIFFERS\n +out of date: npm run db:generate$|DIFFERS/m);
  });

  it.each([
    ["leaves behind", "DROP TABLE more;", "after down: table extra is not expected"],
    ["cannot do", "DROP TABLE nowhere;", "Rollback of 30000101000000_extra stopped at statement 1 of 1"],
  ])("names what a down.sql %s", async (_, down, expected) => {
    const report = await problemsAfter((root) => {
      const up = "CREATE TABLE extra (id INT PRIMARY KEY);\nCREATE TABLE more (id INT PRIMARY KEY);\n";
      writeMigration(root, "30000101000000_extra", { up, down });
      writeFileSync(join(root, "migrations/30000101000000_extra/schema.prisma"), schemaOf(MODELS));
    });
    expect(report).toContain(expected);
  });

  it("stops at a migration without its copy of the schema", async () => {
    const broken = problemsAfter((root) => {
      const [name = ""] = readdirSync(join(root, "migrations"));
      rmSync(join(root, "migrations", name, "schema.prisma"));
    });
    await expect(broken).rejects.toThrow("schema.prisma is missing");
  });
});

it("starts a server of its own, and takes it away again", async () => {
  const server = await startThrowawayServer();
  // Null where only TEST_MYSQL_URL names one.
  if (server === null) return;
  const { url, drop } = await createDatabase(server.url);
  expect(await introspect(url)).toEqual([]);
  await drop();
  await server.stop();
  await expect(introspect(url)).rejects.toThrow();
});

if (isMysql) {
  it("M1: takes another collation for a difference", async () => {
    const url = await freshDatabase();
    await runSql(url, "CREATE TABLE a (b VARCHAR(9) COLLATE utf8mb4_general_ci)");
    expect((await introspect(url))[0]?.columns[0]?.type).toBe("varchar(9) collate utf8mb4_general_ci");
  });
}
