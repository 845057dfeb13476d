import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import { afterAll, describe, expect, it } from "vitest";
import { mariaDbPool } from "@/lib/db-url";
import { env } from "@/lib/env";
import { MariaDbAdapter } from "@/lib/mariadb-adapter";
import { testDatabaseKind } from "./helpers/database";

const query = (sql: string) => ({ sql, args: [], argTypes: [] });
const VALUES = {
  text: "'Ada'",
  empty: "''",
  nothing: "NULL",
  moment: "CAST('2026-11-26 21:24:10.123' AS DATETIME(3))",
  "a whole second": "CAST('1960-01-02 03:04:05' AS DATETIME(3))",
  "without a fraction": "CAST('2040-12-31 23:59:59' AS DATETIME)",
  "no moment": "CAST(NULL AS DATETIME(3))",
  day: "CAST('2026-11-26' AS DATE)",
  time: "CAST('21:24:10' AS TIME)",
  count: "COUNT(*)",
  large: "9223372036854775807",
  small: "CAST(7 AS INT)",
  exact: "CAST(1.50 AS DECIMAL(5,2))",
  rough: "1.5e0",
  bytes: "X'00FF'",
  json: "JSON_OBJECT('a', 1)",
};
const MOMENTS = ["moment", "a whole second", "without a fraction"];

function onMariaDb(): void {
  const theirs = new PrismaMariaDb(mariaDbPool(env.DATABASE_URL)).connect();
  const ours = new MariaDbAdapter(mariaDbPool(env.DATABASE_URL), () => undefined).connect();
  afterAll(async () => {
    await (await theirs).dispose();
    await (await ours).dispose();
  });

  it.each(Object.entries(VALUES))("reads %s as Prisma's adapter does", async (name, value) => {
    const sql = `SELECT ${value} AS v`;
    const [expected, found] = [await (await theirs).queryRaw(query(sql)), await (await ours).queryRaw(query(sql))];
    const isMoment = MOMENTS.includes(name);
    const read = ({ rows, ...rest }: typeof found) => {
      const [[first] = []] = rows;
      return { ...rest, value: isMoment ? new Date(String(first)).toISOString() : first };
    };
    expect(read(found)).toEqual(read(expected));
    expect(read(found).value).not.toBe("Invalid Date");
  });

  it("reads them in a transaction as well, and says what was written", async () => {
    const adapter = await ours;
    const begun = await adapter.startTransaction();
    const { rows } = await begun.queryRaw(query(`SELECT ${VALUES.moment} AS v, ${VALUES.nothing} AS n`));
    expect(rows).toEqual([["2026-11-26T21:24:10.123+00:00", null]]);
    expect(await begun.executeRaw(query("DO 1"))).toBe(0);
    await begun.rollback();
  });

  it("fails as Prisma's adapter does", async () => {
    const wrong = query("SELECT nothing FROM nowhere");
    const reason = (adapter: typeof ours) =>
      adapter.then((made) => made.queryRaw(wrong)).catch((error: unknown) => error);
    const expected = await reason(theirs);
    expect(expected).toMatchObject({ cause: { kind: "TableDoesNotExist" } });
    expect(await reason(ours)).toEqual(expected);
  });
}

function onSqlite(): void {
  it("is not asked for", () => {
    expect(env.DATABASE_URL.startsWith("file:")).toBe(true);
  });
}

describe("the rows of MariaDB", testDatabaseKind === "mysql" ? onMariaDb : onSqlite);
