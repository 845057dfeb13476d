import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { newMigration } from "../../prisma/migrate/new";
import { schemaTables } from "../../prisma/migrate/schema-tables";

const head = `generator client {
  provider = "prisma-client"
  output   = "../src/generated/mysql"
}
datasource db {
  provider = "mysql"
}
`;
const model = (fields: string) => `model Pet {\n  id Int @id\n  name String @db.VarChar(20)\n${fields}\n}\n`;

const inSchema: [string, string, string][] = [
  ["an unsupported type", model('  place Unsupported("point")'), "line 11: place Unsupported()"],
  ["an ignored field", model("  secret String? @ignore"), "line 11: secret String? @ignore"],
  ["an ignored model", model("  @@ignore"), "line 11: @@ignore"],
  ["a default by the database", model('  code String @default(dbgenerated("(uuid())"))'), "the default of Pet.code"],
  ["a default of bytes", model('  data Bytes @default("aGk=")'), "the default of Pet.data"],
  [
    "a sorted index",
    model("  @@index([name(sort: Desc)])"),
    "index Pet_name_idx of Pet: only plain and unique indexes",
  ],
  [
    "an index over a part",
    model("  @@index([name(length: 3)])"),
    "index Pet_name_idx of Pet: only plain and unique indexes",
  ],
  ["a full-text index", model("  @@fulltext([name])"), "index Pet_name_idx of Pet: only plain and unique indexes"],
  [
    "a name that is too long",
    model(`  ${"n".repeat(64)} Int\n  @@index([${"n".repeat(64)}])`),
    "an index of Pet: give it a name of at most 64 characters",
  ],
  [
    "an implicit relation table",
    `model A {\n  id Int @id\n  bs B[]\n}\nmodel B {\n  id Int @id\n  as A[]\n}\n`,
    "A.bs: an implicit many-to-many relation",
  ],
];

describe("what no table of ours can express is refused by name", () => {
  it.each(inSchema)("%s", (_, schema, problem) => {
    expect(() => schemaTables(head + schema, "mysql")).toThrow(problem);
  });

  it("hands on Prisma's message for a schema that is not valid", () => {
    expect(() => schemaTables(`${head}model A {\n  id Nope @id\n}\n`, "mysql")).toThrow(
      /^The Prisma schema is not valid\.\nerror: Type "Nope"/,
    );
  });
});

const changes: [string, string, string, string][] = [
  [
    "another primary key",
    model("  b Int"),
    model("  b Int").replace("id Int @id", "id Int").replace("b Int", "b Int @id"),
    "the primary key of Pet changes",
  ],
  ["another kind of type", model("  b Int"), model("  b DateTime"), "Pet.b: its type changes from int to datetime(3)"],
  [
    "autoincrement",
    model(""),
    model("").replace("@id", "@id @default(autoincrement())"),
    "Pet.id: autoincrement() changes",
  ],
  ["a required column without a default", model(""), model("  b Int"), "Pet.b is required and has no default"],
];

function makeRoot(before: string, after: string): string {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-refusals-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "migrations/1_a"), { recursive: true });
  mkdirSync(join(root, "sqlite/migrations"), { recursive: true });
  writeFileSync(join(root, "migrations/1_a/migration.sql"), "SELECT 1;");
  if (before !== "") writeFileSync(join(root, "migrations/1_a/schema.prisma"), head + before);
  writeFileSync(join(root, "schema.prisma"), head + after);
  return root;
}

const options = { name: "x", now: new Date(), native: false };

describe("db:new refuses by name", () => {
  it.each(changes)("%s", async (_, before, after, problem) => {
    await expect(newMigration({ root: makeRoot(before, after), ...options })).rejects.toThrow(problem);
  });

  it("a name that is none", async () => {
    const made = newMigration({ root: makeRoot(model(""), model("")), ...options, name: " !" });
    await expect(made).rejects.toThrow("A migration needs a name");
  });

  it("to start from a migration without its copy of the schema", async () => {
    await expect(newMigration({ root: makeRoot("", model("")), ...options })).rejects.toThrow(
      "schema.prisma is missing",
    );
  });
});
