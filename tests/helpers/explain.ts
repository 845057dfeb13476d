import type { Row, Value } from "../../prisma/migrate/connection";
import { type Connection, withConnection } from "../../prisma/migrate/connection";
import type { Statement } from "./statement-files";

/** Sorted after the search, on purpose: a statement, without its columns and quotes → why there are few rows to sort. */
const SORTED_IN_MEMORY: [statement: RegExp, why: string][] = [
  [/FROM sessions WHERE impersonator_session_id IN \(.*\) ORDER BY user_id ASC( LIMIT|$)/, "an admin acts as a few"],
  [/FROM sessions WHERE \(user_id = \?.* ORDER BY created_at/, "a person's sessions are few"],
  [/FROM users WHERE \(role = \? AND status = \?\) ORDER BY id ASC LIMIT/, "administrators are few"],
  [/FROM passkeys WHERE user_id = \? ORDER BY id ASC LIMIT/, "a person's passkeys are few"],
  [/FROM _prisma_migrations /, "a row a migration, and Prisma's own table"],
  [/FROM users WHERE .*\b(role|status) = \?.* ORDER BY (email|name_key)/, "only what the filter leaves is sorted"],
  [/FROM \(SELECT DISTINCT user_id AS id FROM user_search_terms .* ORDER BY/, "only what the words leave is sorted"],
  [
    /FROM \(SELECT id FROM users u WHERE .*\b(role|status) = \?.*FROM user_search_terms .* ORDER BY/,
    "only what the filter leaves is sorted",
  ],
  // A list that the generator made. One index cannot serve both a range and another column's order.
  [/\b(\w+_key) >= \? AND \1 < \?.* ORDER BY (?!\1)/, "only what the beginning leaves is sorted"],
];

/** Looked through from end to end, on purpose. */
const SCANNED: [statement: RegExp, why: string][] = [
  [/FROM _prisma_migrations /, "a row a migration, and Prisma's own table"],
  // Prisma's `some` is an EXISTS: MariaDB begins with the words, SQLite asks the index of words for one user after the other.
  [/FROM users WHERE .*EXISTS\(SELECT user_id FROM user_search_terms /, "each user costs one look into an index"],
  [/FROM \(SELECT id FROM users u WHERE .*\(SELECT 1 FROM user_search_terms /, "no more than so many are looked at"],
  [/FROM \(SELECT DISTINCT user_id AS id FROM user_search_terms /, "the words that were found, and no others"],
];

/** A statement as people read it: one blank between words, no quotes, no names of databases and tables before columns. */
function plainSql(sql: string): string {
  return sql
    .replace(/[`"]/g, "")
    .replace(/\s+/g, " ")
    .replace(/\bmain\./g, "")
    .replace(/\b\w+\.(?=\w)/g, "")
    .trim();
}

/** Nothing is searched: nothing is asked for, or whatever comes first, or everything is counted. */
function asksForNothing(sql: string): boolean {
  return /WHERE 1=0/.test(sql) || !/WHERE (?!1=1)|ORDER BY/.test(sql);
}

function sqliteFaults(plan: readonly Row[], sql: string): string[] {
  const steps = plan.map(({ detail }) => String(detail));
  const scans = steps.filter((step) => /^SCAN (?!CONSTANT ROW|\(|sub$)/.test(step));
  // An index that is gone through in order is what a list without a filter wants; with a filter, it is a scan.
  const isPage = /ORDER BY .* LIMIT/.test(sql) && !/WHERE (?!1=1)/.test(sql);
  const bad = scans.filter((step) => !(isPage && / USING (COVERING )?INDEX /.test(step)));
  // Of rows that a LIMIT inside has left, the outermost sort sorts a page.
  const isOfPage = ({ parent }: Row) => Number(parent) === 0 && /FROM \(.* LIMIT \?\) f /.test(sql);
  // The right part alone is the order among rows that the index leaves alike.
  const sorts = plan.filter((step) => step.detail === "USE TEMP B-TREE FOR ORDER BY" && !isOfPage(step));
  return [...bad.map((step) => `no index behind its search: ${step}`), ...sorts.map(() => "no index behind its order")];
}

function mysqlFaults(plan: readonly Row[], sql: string): string[] {
  const isPage = /ORDER BY .* LIMIT/.test(sql) && !/WHERE (?!1=1)/.test(sql);
  return plan.flatMap(({ table, type, possible_keys, key, Extra }) => {
    if (table === null || /^</.test(String(table))) return [];
    // With a possible key it is the rows of this database that make a scan cheaper.
    const isScan = (type === "ALL" || type === "index") && possible_keys === null && !(isPage && key !== null);
    const sorts = /filesort/.test(String(Extra)) && !isScan;
    return [
      ...(isScan ? [`no index behind its search: ${table}, ${type}`] : []),
      ...(sorts ? ["no index behind its order"] : []),
    ];
  });
}

/** As many as a page has: a test may ask for more than there would be any use of an index for. */
const PAGE = 21;

/** The number of a LIMIT comes as a text, which EXPLAIN does not take. */
function boundValues({ sql, values }: Statement): Value[] {
  const before = sql.split("?");
  return values.map((value, index) =>
    /(LIMIT|OFFSET)\s*$/i.test(before[index] ?? "") ? Math.min(PAGE, Number(value)) : value,
  );
}

async function faultsOf(connection: Connection, statement: Statement): Promise<string[]> {
  const sql = plainSql(statement.sql);
  if (!/\b(FROM|UPDATE) \w/.test(sql) || asksForNothing(sql)) return [];
  const isMysql = connection.kind === "mysql";
  const plan = await connection.query(
    `${isMysql ? "EXPLAIN" : "EXPLAIN QUERY PLAN"} ${statement.sql}`,
    boundValues(statement),
  );
  const faults = isMysql ? mysqlFaults(plan, sql) : sqliteFaults(plan, sql);
  const allowed = (list: typeof SCANNED) => list.some(([pattern]) => pattern.test(sql));
  return faults
    .filter((fault) => !allowed(fault.endsWith("order") ? SORTED_IN_MEMORY : SCANNED))
    .map((fault) => `${statement.by} ${fault} (${sql})`);
}

/** Asks the database how it would carry out each statement: those that look through a table, or sort what they found. */
export async function withoutIndex(url: string, statements: readonly Statement[]): Promise<string[]> {
  return withConnection(url, {}, async (connection) => {
    const found: string[] = [];
    for (const statement of statements) found.push(...(await faultsOf(connection, statement)));
    return found;
  });
}
