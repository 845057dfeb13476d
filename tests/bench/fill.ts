import { createClient } from "@libsql/client";
import { createConnection } from "mariadb";
import { databaseKind } from "@/lib/db-url";
import { checkTerms, fillStatements, userId } from "./users";

type Statement = { sql: string; values?: string[] };
type Rows = readonly Record<string, unknown>[];
type Connection = { run: (statement: Statement) => Promise<Rows>; close: () => Promise<void> | void };

async function openMariaDb(databaseUrl: string): Promise<Connection> {
  const { hostname: host, port, username: user, pathname } = new URL(databaseUrl);
  const connection = await createConnection({ host, port: Number(port), user, database: pathname.slice(1) });
  await connection.query("SET sql_mode = 'PIPES_AS_CONCAT,STRICT_ALL_TABLES', max_recursive_iterations = 1000000");
  await connection.query("SET foreign_key_checks = 0, unique_checks = 0");
  return { run: ({ sql, values }) => connection.query(sql, values), close: () => connection.end() };
}

function openSqlite(url: string): Connection {
  const client = createClient({ url });
  return {
    run: async ({ sql, values = [] }) => (await client.execute({ sql, args: values })).rows,
    close: () => client.close(),
  };
}

const text = (value: unknown) => String(value);

/** Fills a migrated database with users, and sees to it that the last one is what the product would have written. */
export async function fill(databaseUrl: string, total: number): Promise<void> {
  const kind = databaseKind(databaseUrl);
  const connection = kind === "mysql" ? await openMariaDb(databaseUrl) : openSqlite(databaseUrl);
  for (const sql of fillStatements(kind, total)) await connection.run({ sql });
  await connection.run({ sql: kind === "mysql" ? "ANALYZE TABLE users, user_search_terms" : "ANALYZE" });
  const values = [userId(total)];
  const [user] = await connection.run({ sql: "SELECT name, email FROM users WHERE id = ?", values });
  const terms = await connection.run({ sql: "SELECT term FROM user_search_terms WHERE user_id = ?", values });
  checkTerms({ name: text(user?.name), email: text(user?.email), terms: terms.map(({ term }) => text(term)) });
  await connection.close();
}
