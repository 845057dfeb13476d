import type { DatabaseKind } from "@/lib/db-url";
import { searchTerms } from "@/lib/fold";

const FIRST = ["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "tony", "frances", "john"];
const LAST = ["lovelace", "hopper", "turing", "dijkstra", "liskov", "knuth", "hamilton", "hoare", "allen", "backus"];
/** Rows of one statement, so that no transaction grows without bounds. */
const BATCH = 50_000;

/** A minute after the user before, so that the order by time has no ties; each database in the form that it stores. */
const CREATED_AT: Record<DatabaseKind, string> = {
  mysql: "TIMESTAMPADD(MINUTE, n, '2024-01-01 00:00:00')",
  sqlite: "strftime('%Y-%m-%dT%H:%M:%f+00:00', '2024-01-01', '+' || n || ' minutes')",
};
const COLUMNS = "id, email, name, name_key, role, status, email_verified_at, created_at, updated_at";

function wordOf(words: readonly string[], place: string): string {
  return `CASE ${place} % 10 ${words.map((word, at) => `WHEN ${at} THEN '${word}'`).join(" ")} END`;
}

const first = wordOf(FIRST, "n");
const last = wordOf(LAST, "CAST(n / 10 AS DECIMAL(12, 0))");
const name = `${first} || ' ' || ${last} || ' ' || n`;
const id = "'019b0000-0000-7000-8000-' || SUBSTR('000000000000' || n, -12)";
const email = "'user' || n || '@example.org'";
/** What the product finds such a user by; `checkTerms` holds it to the product's own function. */
const terms = [name, `${last} || ' ' || n`, "n || ''", email, "'example.org'", "'org'"];

/** The ID of the user with this number, from 1. */
export function userId(number: number): string {
  return `019b0000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/**
 * The statements that fill a migrated database with users. Raw, as Prisma cannot have rows made by the server: a million users
 * with their search terms are seven million rows.
 * On MySQL `||` has to be made to join texts, and recursion must be allowed to go that far.
 */
export function* fillStatements(kind: DatabaseKind, total: number): Generator<string> {
  for (let from = 1; from <= total; from += BATCH) {
    const to = Math.min(total, from + BATCH - 1);
    const numbers = `WITH RECURSIVE numbers(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${to})`;
    const [role, status] = [
      "CASE n % 1000 WHEN 0 THEN 'ADMIN' ELSE 'USER' END",
      "CASE n % 50 WHEN 7 THEN 'DISABLED' ELSE 'ACTIVE' END",
    ];
    const at = CREATED_AT[kind];
    yield `INSERT INTO users (${COLUMNS}) ${numbers} SELECT ${[id, email, name, name, role, status, at, at, at].join(", ")} FROM numbers`;
    for (const term of terms) {
      yield `INSERT INTO user_search_terms (user_id, term) ${numbers} SELECT ${id}, ${term} FROM numbers`;
    }
  }
}

type Found = { name: string; email: string; terms: readonly string[] };

/** @throws Error when the product would have written other search terms for this user */
export function checkTerms({ name: found, email: address, terms: written }: Found): void {
  const wanted = searchTerms(found, address).toSorted();
  if (wanted.join("\n") !== [...written].toSorted().join("\n"))
    throw new Error(`Search terms: ${written}, not ${wanted}`);
}
