import { describe, expect, it } from "vitest";
import type { DatabaseKind } from "@/lib/db-url";
import { splitFile, splitStatements } from "../../prisma/migrate/split-sql";

const texts = (script: string, kind: DatabaseKind) => splitStatements(script, kind).map(({ sql }) => sql);

describe.each(["mysql", "sqlite"] as const)("splitStatements for %s", (kind) => {
  it("gives each statement with its line, without comments and empty ones", () => {
    const script = "-- head; line\n\nSELECT 1;;\n/* a; b */ ;\nSELECT -- why\n 2\n;\n-- tail";
    expect(splitStatements(script, kind)).toEqual([
      { sql: "SELECT 1", line: 3 },
      { sql: "SELECT  \n 2", line: 5 },
    ]);
  });

  it("takes the last statement without its semicolon", () => {
    expect(texts("SELECT 1;\nSELECT 2", kind)).toEqual(["SELECT 1", "SELECT 2"]);
  });

  it.each([
    ["single quotes", "SELECT 'a;b', 'it''s; c'"],
    ["double quotes", 'SELECT "a;b""c;"'],
    ["backticks", "SELECT `a;b``c;`"],
    ["comment signs in strings", "SELECT '-- ;', '/* ;', '# ;'"],
  ])("leaves semicolons alone in %s", (_, sql) => {
    expect(texts(`${sql};SELECT 1`, kind)).toEqual([sql, "SELECT 1"]);
  });

  it.each(["'", '"', "`"])("names the line where a %s is opened and never closed", (quote) => {
    expect(() => splitStatements(`SELECT 1;\nSELECT ${quote}a;`, kind)).toThrow(`Line 2: ${quote} is never closed`);
    expect(() => splitFile("x/down.sql", quote, kind)).toThrow(`x/down.sql: Line 1: ${quote} is never closed`);
  });

  it("gives nothing for nothing", () => {
    expect(texts("", kind)).toEqual([]);
    expect(texts("-- This is an empty migration.", kind)).toEqual([]);
  });
});

describe("splitStatements for mysql", () => {
  it("knows backslash escapes, # comments, and that -- needs a space", () => {
    expect(texts("SELECT 'a\\'; b'; # c; d\nSELECT 2--1;", "mysql")).toEqual(["SELECT 'a\\'; b'", "SELECT 2--1"]);
  });

  it("keeps comments that MySQL executes", () => {
    expect(texts("/*!40101 SET @a = 1; */;", "mysql")).toEqual(["/*!40101 SET @a = 1; */"]);
  });

  it("takes a trigger of one statement and refuses programs", () => {
    const trigger = "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW SIGNAL SQLSTATE '45000'";
    expect(texts(`${trigger};SELECT 1`, "mysql")).toEqual([trigger, "SELECT 1"]);
    const program = "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW\nBEGIN SET @a = 1; END;";
    expect(() => splitStatements(program, "mysql")).toThrow("Line 2: BEGIN is not supported");
    expect(() => splitStatements("DELIMITER //", "mysql")).toThrow("Line 1: DELIMITER is not supported");
  });

  it("refuses a comment that is never closed", () => {
    expect(() => splitStatements("SELECT 1 /* a", "mysql")).toThrow("Line 1: /* is never closed");
  });
});

describe("splitStatements for sqlite", () => {
  it("has no backslash escapes, and comments without a space", () => {
    expect(texts("SELECT 'a\\';--b;\nSELECT [c;d]", "sqlite")).toEqual(["SELECT 'a\\'", "SELECT [c;d]"]);
  });

  it("keeps a trigger in one piece", () => {
    const body = "BEGIN SELECT CASE WHEN 1 THEN RAISE(ABORT, 'no;') END; SELECT 2; END";
    const trigger = `CREATE TEMP TRIGGER t BEFORE UPDATE ON a ${body}`;
    expect(texts(`${trigger};SELECT 1;`, "sqlite")).toEqual([trigger, "SELECT 1"]);
    expect(() => splitStatements("CREATE TRIGGER t AFTER DELETE ON a BEGIN SELECT 1;", "sqlite")).toThrow(
      "Line 1: the trigger's BEGIN has no END",
    );
  });
});
