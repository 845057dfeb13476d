import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import type { Pool } from "mariadb";
import { describe, expect, it } from "vitest";
import { STATEMENT_OPTIONS } from "@/lib/mariadb-adapter";

/** A pool that keeps what it is asked, and knows nothing. */
function recordingPool() {
  const asked: object[] = [];
  const keep = async (statement: object) => {
    asked.push(statement);
    return [];
  };
  const pool: unknown = { query: keep, execute: keep, getConnection: () => Promise.reject(new Error("unused")) };
  // The cast: of a driver's pool only these three are used.
  return { asked, pool: pool as Pool };
}

describe("what Prisma's adapter says with a statement", () => {
  it("is what the pool is told once, and the cast of a type that Prisma's schema does not have", async () => {
    const { asked, pool } = recordingPool();
    const adapter = await new PrismaMariaDb(pool).connect();
    const statement = { sql: "SELECT 1", args: [], argTypes: [] };
    await adapter.queryRaw(statement);
    await adapter.executeRaw(statement);
    const [, ...statements] = asked;
    const said = { ...STATEMENT_OPTIONS, sql: "SELECT 1", typeCast: expect.any(Function) };
    expect(statements).toEqual([said, said]);
  });
});
