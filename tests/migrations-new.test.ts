import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkMigrations } from "../prisma/migrate/check";
import { migrateDown } from "../prisma/migrate/down";
import { introspect } from "../prisma/migrate/introspect";
import { migrateUp } from "../prisma/migrate/up";
import { freshDatabase, runSql } from "./helpers/migration-project";
import { makeSchemaProject, serverUrl, writeNext } from "./helpers/schema-project";

const OWNER = 'model Owner {\n  id String @id @db.Char(36)\n  pets Pet[]\n  @@map("owners")\n}';

function pet(fields: string, keys = ""): string {
  return `model Pet {\n  id Int @id @default(autoincrement())\n${fields}\n${keys}\n  @@map("pets")\n}`;
}

const NAME = "  name String @db.VarChar(20)";
const OWNED = `${NAME}\n  ownerId String @map("owner_id") @db.Char(36)`;
const relation = (more: string) => `  owner Owner @relation(fields: [ownerId], references: [id]${more})`;
const BARE_OWNER = OWNER.replace("  pets Pet[]\n", "");
const MOOD = (values: string) => `enum Mood {\n${values.split(" ").join("\n")}\n}`;

/** Before and after. Both ways are walked, as down.sql is the way back. */
const CHANGES: [what: string, before: string, after: string][] = [
  ["a new and a dropped table", pet(NAME), BARE_OWNER],
  ["a new column, optional", pet(NAME), pet(`${NAME}\n  toy String?`)],
  [
    "new columns of every type",
    pet(NAME),
    pet(
      `${NAME}\n  a Int @default(3)\n  b Boolean @default(true)\n  c BigInt?\n  d Float?\n  e Decimal? @db.Decimal(10, 2)\n  f DateTime @default(now())\n  g Json?\n  h Bytes?\n  i String @default("it's") @db.VarChar(9)\n  j Int @default(1) @db.UnsignedSmallInt\n  k String? @db.Text\n  l DateTime? @db.Date\n  m Boolean? @db.TinyInt\n  n Int? @db.TinyInt`,
    ),
  ],
  ["a new enum column", pet(NAME), `${MOOD("CALM WILD")}\n${pet(`${NAME}\n  mood Mood @default(CALM)`)}`],
  [
    "a new value of an enum",
    `${MOOD("CALM WILD")}\n${pet("  mood Mood")}`,
    `${MOOD("CALM SHY WILD")}\n${pet("  mood Mood")}`,
  ],
  ["a longer column", pet(NAME), pet("  name String @db.VarChar(40)")],
  ["a column that becomes optional", pet(NAME), pet("  name String? @db.VarChar(20)")],
  ["another default", pet(`${NAME}\n  age Int @default(1)`), pet(`${NAME}\n  age Int @default(2)`)],
  ["a new index", pet(NAME), pet(NAME, "  @@index([name, id])")],
  [
    "another order of an index",
    pet(NAME, '  @@index([name, id], map: "x")'),
    pet(NAME, '  @@index([id, name], map: "x")'),
  ],
  ["an index that becomes unique", pet(NAME, '  @@index([name], map: "x")'), pet(NAME, '  @@unique([name], map: "x")')],
  ["an indexed column that goes", pet(`${NAME}\n  toy String?`, "  @@index([toy, name])"), pet(NAME)],
  [
    "a new relation to a new table",
    pet(NAME),
    `${OWNER}\n${pet(`${NAME}\n  ownerId String? @db.Char(36)\n  owner Owner? @relation(fields: [ownerId], references: [id])`)}`,
  ],
  [
    "a foreign key over an index",
    `${BARE_OWNER}\n${pet(OWNED)}`,
    `${OWNER}\n${pet(`${OWNED}\n${relation("")}`, "  @@index([ownerId])")}`,
  ],
  [
    "other actions of a foreign key",
    `${OWNER}\n${pet(`${OWNED}\n${relation("")}`)}`,
    `${OWNER}\n${pet(`${OWNED}\n${relation(", onDelete: Cascade, onUpdate: NoAction")}`)}`,
  ],
  [
    "another name of a foreign key",
    `${OWNER}\n${pet(`${OWNED}\n${relation("")}`)}`,
    `${OWNER}\n${pet(`${OWNED}\n${relation(', map: "pets_owner"')}`)}`,
  ],
  [
    "an index that a foreign key stands on",
    `${OWNER}\n${pet(`${OWNED}\n${relation("")}`, "  @@index([ownerId])")}`,
    `${OWNER}\n${pet(`${OWNED}\n${relation("")}`)}`,
  ],
  [
    "a column that a foreign key stands on",
    `${OWNER}\n${pet(`${OWNED}\n${relation("")}`)}`,
    `${OWNER.replace("Char(36)", "VarChar(36)")}\n${pet(`${OWNED.replace("Char(36)", "VarChar(36)")}\n${relation("")}`)}`,
  ],
  ["a table and the key that points to it", `${OWNER}\n${pet(`${OWNED}\n${relation("")}`)}`, pet(NAME)],
];

describe("M1: db:new writes both engines' scripts for", () => {
  it.each(CHANGES)("%s", async (_, before, after) => {
    const root = await makeSchemaProject(before, after);
    const findings = await checkMigrations(root, serverUrl);
    expect(findings.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(findings).toHaveLength(serverUrl ? 10 : 6);
  });
});

describe("db:new", () => {
  it("M2: keeps the rows through a rebuilt table and what points to it, both ways", async () => {
    const before = `${OWNER}\n${pet(`${OWNED}\n${relation(", onDelete: Cascade")}`)}`;
    const root = await makeSchemaProject(
      before,
      before.replace("model Owner {", "model Owner {\n  rank Int @default(1)"),
    );
    const url = await freshDatabase();
    const { name } = (await introspect(url))[0] ?? { name: "none" };
    expect(name).toBe("none");
    await migrateUp(url, { root, to: "20261124000000_next" });
    await runSql(url, "INSERT INTO owners (id) VALUES ('o1')");
    await runSql(url, "INSERT INTO pets (name, owner_id) VALUES ('Rex', 'o1')");
    await migrateUp(url, { root });
    await expect(migrateDown(url, { root })).rejects.toThrow("column owners.rank: 1 row");
    await migrateDown(url, { root, acceptLoss: true });
    expect(await runSql(url, "SELECT name FROM pets JOIN owners ON owners.id = owner_id")).toEqual([{ name: "Rex" }]);
  });

  it("writes what would be lost into the scripts, and warns of it and of a likely new name", async () => {
    const root = await makeSchemaProject(pet(NAME));
    const made = await writeNext(root, pet("  title String? @db.VarChar(20)"), "Title, not name!");
    expect(made?.name).toBe("20261124000001_title_not_name");
    expect(made?.warnings).toEqual([
      "It throws away column pets.name.",
      "pets.name goes and title comes: if that is a new name, edit both engines' files to RENAME COLUMN.",
    ]);
    const read = (folder: string, file: string) => readFileSync(join(root, folder, String(made?.name), file), "utf8");
    for (const folder of ["migrations", "sqlite/migrations"]) {
      expect(read(folder, "migration.sql")).toContain("-- lossy: column pets.name\n");
      expect(read(folder, "down.sql")).toContain(
        "-- lossy: column pets.title\n-- attention: pets.name comes back empty",
      );
    }
  });

  it("writes nothing where nothing changed", async () => {
    const root = await makeSchemaProject(pet(NAME));
    expect(await writeNext(root, `/// Only a comment.\n${pet(NAME)}`)).toBeNull();
  });
});
