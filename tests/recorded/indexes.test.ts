import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../prisma/migrate/throwaway-database";
import { withoutIndex } from "../helpers/explain";
import { makeExplainable } from "../helpers/explain-database";
import { startMariaDb } from "../helpers/mariadb";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { readStatements } from "../helpers/statement-files";

type Made = { url: string; remove: () => Promise<void> };

async function onSqlite(): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), "explain-"));
  return { url: `file:${join(folder, "filled.db")}`, remove: async () => rmSync(folder, { recursive: true }) };
}

async function onMysql(): Promise<Made> {
  const server = await startMariaDb();
  if (server === null) throw new Error("No MariaDB or MySQL server could be started.");
  const { url, drop } = await createDatabase(server.url);
  const remove = async () => {
    await drop();
    await server.stop();
  };
  return { url, remove };
}

const PLANTED: [sql: string, values: string[], fault: string | null][] = [
  ["SELECT id FROM users WHERE password_hash = ?", ["x"], "no index behind its search"],
  ["UPDATE sessions SET ip = NULL WHERE user_agent = ?", ["x"], "no index behind its search"],
  ["DELETE FROM challenges WHERE attempts > ?", ["9"], "no index behind its search"],
  ["SELECT id FROM users ORDER BY last_sign_in_at LIMIT 20", [], "no index behind its"],
  [
    "SELECT u.id FROM users u JOIN sessions s ON s.user_agent = u.name WHERE u.email = ?",
    ["email-000007"],
    "no index behind its search",
  ],
  [
    "SELECT id FROM users WHERE created_at >= ? AND created_at < ? ORDER BY email LIMIT 20",
    ["2026-01-01", "2026-01-02"],
    "no index behind its order",
  ],
  ["SELECT id FROM users WHERE email = ?", ["x"], null],
  [
    "SELECT id FROM users WHERE name_key >= ? AND name_key < ? ORDER BY created_at DESC, id DESC LIMIT 20",
    ["name_key-000007", "name_key-000008"],
    null,
  ],
  ["SELECT id FROM users ORDER BY created_at, id LIMIT 20", [], null],
  ["SELECT u.id FROM users u JOIN sessions s ON s.user_id = u.id WHERE s.token_hash = ?", ["token_hash-000007"], null],
];

const engines = isMysqlServerAvailable() ? (["sqlite", "mysql"] as const) : (["sqlite"] as const);

describe.each(engines)("what the suites on %s have asked", (engine) => {
  let made: Made;

  beforeAll(async () => {
    made = await (engine === "sqlite" ? onSqlite() : onMysql());
    await makeExplainable(made.url);
  }, 300_000);

  afterAll(() => made.remove());

  it("has an index behind every search, join and order", { timeout: 120_000 }, async () => {
    const statements = readStatements(engine);
    expect(statements.length).toBeGreaterThan(100);
    expect(await withoutIndex(made.url, statements)).toEqual([]);
  });

  it.each(PLANTED)("is judged as %s is", async (sql, values, fault) => {
    const found = await withoutIndex(made.url, [{ by: "planted.service f", sql, values }]);
    if (fault === null) expect(found).toEqual([]);
    else expect(found[0]).toContain(`planted.service f ${fault}`);
  });
});
