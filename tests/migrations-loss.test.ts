import { describe, expect, it } from "vitest";
import { withConnection } from "../prisma/migrate/connection";
import { findLosses } from "../prisma/migrate/loss";
import { splitStatements } from "../prisma/migrate/split-sql";
import { testDatabaseKind } from "./helpers/database";
import { freshDatabase, runSql } from "./helpers/migration-project";

async function lossesOf(script: string): Promise<string[]> {
  const url = await freshDatabase();
  await runSql(url, "CREATE TABLE pets (id INT PRIMARY KEY, name VARCHAR(20), toy VARCHAR(20))");
  await runSql(url, "INSERT INTO pets VALUES (1, 'Rex', NULL), (2, 'Tom', 'ball')");
  await runSql(url, "CREATE TABLE vets (id INT PRIMARY KEY)");
  return withConnection(url, {}, (connection) =>
    findLosses(connection, script, splitStatements(script, testDatabaseKind)),
  );
}

describe("M2: what a down.sql would throw away", () => {
  it.each([
    ["a table", "DROP TABLE IF EXISTS pets", ["table pets: 2 rows"]],
    ["several tables, of which one is empty", "DROP TABLE `pets`, vets, nowhere", ["table pets: 2 rows"]],
    ["a column, by its rows with a value", 'ALTER TABLE "pets" DROP COLUMN "toy"', ["column pets.toy: 1 row"]],
    [
      "two columns in one statement",
      "alter table pets drop name, drop column toy",
      ["column pets.name: 2 rows", "column pets.toy: 1 row"],
    ],
    ["an emptied table", "TRUNCATE TABLE pets", ["table pets: 2 rows"]],
    ["deleted rows", "DELETE FROM pets WHERE id = 1", ["table pets: 2 rows"]],
    ["nothing, for an index", "ALTER TABLE pets DROP INDEX name, DROP FOREIGN KEY toy", []],
    ["nothing, for an empty table", "DROP TABLE vets", []],
    ["nothing, for a column that is gone", "ALTER TABLE pets DROP COLUMN owner", []],
    [
      "what a header names",
      "-- lossy: table pets\n-- LOSSY: column pets.toy because\nSELECT 1",
      ["table pets: 2 rows", "column pets.toy: 1 row"],
    ],
    ["what an author wrote in a header", "-- lossy: prices are rounded\nSELECT 1", ["prices are rounded"]],
    ["the same thing once", "-- lossy: table pets\nDROP TABLE pets", ["table pets: 2 rows"]],
  ])("finds %s", async (_, script, expected) => {
    expect(await lossesOf(script.replaceAll('"', testDatabaseKind === "mysql" ? "`" : '"'))).toEqual(expected);
  });

  it("finds the columns that a rebuilt table leaves behind", async () => {
    const rebuild = `CREATE TABLE new_pets (id INT PRIMARY KEY, name VARCHAR(20));
      INSERT INTO new_pets (id, name) SELECT id, name FROM pets;
      DROP TABLE pets;
      ALTER TABLE new_pets RENAME TO pets;`;
    expect(await lossesOf(rebuild)).toEqual(["column pets.toy: 1 row"]);
    expect(await lossesOf(rebuild.replace(/INSERT[^;]*;/, ""))).toEqual(["table pets: 2 rows"]);
  });
});
