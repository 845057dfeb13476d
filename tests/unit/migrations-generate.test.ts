import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { deriveSqliteSchema } from "../../prisma/migrate/derive-sqlite";
import { checkDerivedSchema, generateClients } from "../../prisma/migrate/generate-clients";

const SOURCE = `// A note for readers of the source.

generator client {
  provider = "prisma-client"
  output   = "../src/generated/mysql"
}

datasource db {
  provider = "mysql"
}

/// Kept: @db.Text, @relation(map: "x").
model A {
  id  String @id @db.Char(36)
  url String @default("// @db.Text") @db.VarChar(191) // @db.Text
  bId String @map("b_id")
  b   B      @relation(fields: [bId], references: [id], onDelete: Cascade, map: "a_b_fkey")
  c   B      @relation("c", map: "c_fkey", fields: [bId], references: [id])
}
`;

function makeRoot(schema: string): string {
  const root = mkdtempSync(join(tmpdir(), "gatehouse-generate-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "prisma"), { recursive: true });
  writeFileSync(join(root, "prisma/schema.prisma"), schema);
  return join(root, "prisma");
}

describe("deriveSqliteSchema", () => {
  it("changes provider and output, and leaves out what SQLite has not", () => {
    expect(
      deriveSqliteSchema(SOURCE),
    ).toBe(`// Derived from prisma/schema.prisma by \`npm run db:generate\`: do not edit.
// SQLite has no native type attributes and no named foreign keys; everything else is the same.

generator client {
  provider = "prisma-client"
  output   = "../../src/generated/sqlite"
}

datasource db {
  provider = "sqlite"
}

/// Kept: @db.Text, @relation(map: "x").
model A {
  id  String @id
  url String @default("// @db.Text") // @db.Text
  bId String @map("b_id")
  b   B      @relation(fields: [bId], references: [id], onDelete: Cascade)
  c   B      @relation("c", fields: [bId], references: [id])
}
`);
  });

  it("refuses a source that it would not understand", () => {
    expect(() => deriveSqliteSchema(SOURCE.replace('"mysql"', '"sqlite"'))).toThrow('provider must be "mysql"');
    expect(() => deriveSqliteSchema(SOURCE.replace("generated/mysql", "x"))).toThrow("output must be");
  });

  it("is what is committed", () => {
    expect(() => checkDerivedSchema("prisma")).not.toThrow();
  });
});

describe("generateClients", () => {
  const models = "model A {\n  id String @id\n}\n";
  const source = SOURCE.slice(0, SOURCE.indexOf("///")) + models;

  it("says in one line that Prisma is not installed, and ends well", async () => {
    const lines: string[] = [];
    await generateClients({
      root: makeRoot(source),
      print: (line) => lines.push(line),
      environment: process.env,
      cli: null,
    });
    expect(lines).toEqual(["The Prisma clients were not generated: the prisma package is not installed."]);
  });

  it("hands Prisma's own message on when the schema is wrong", async () => {
    const root = makeRoot(`${source}model B {}\n`);
    const generating = generateClients({ root, print: expect.unreachable, environment: process.env });
    await expect(generating).rejects.toThrow("model B");
  });

  it("writes the derived schema and both clients, silently", async () => {
    const root = makeRoot(source);
    expect(() => checkDerivedSchema(root)).toThrow("out of date: run npm run db:generate");
    await generateClients({ root, print: expect.unreachable, environment: process.env });
    checkDerivedSchema(root);
    for (const kind of ["mysql", "sqlite"]) {
      expect(readFileSync(join(root, `../src/generated/${kind}/client.ts`), "utf8")).toContain("PrismaClient");
    }
  });
});
