import type { Connection } from "./connection";
import type { Statement } from "./split-sql";

/** `note` is what an author wrote in a `-- lossy:` header that is neither a table nor a column. */
type Loss = { table: string; column: string | null } | { note: string };

const NAME = String.raw`(?:"([^"]+)"|${"`"}([^${"`"}]+)${"`"}|\[([^\]]+)\]|([\w$]+))`;
const HEADER = /^--\s*lossy:\s*(.+)$/gim;
const HEADER_TARGET = /^(?:table\s+(?<table>\w+)|column\s+(?<owner>\w+)\.(?<column>\w+))\b/i;
const DROP_TABLE = /^DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(.+)$/is;
const EMPTY_TABLE = new RegExp(`^(?:TRUNCATE(?:\\s+TABLE)?|DELETE\\s+FROM)\\s+${NAME}`, "i");
const ALTER_TABLE = new RegExp(`^ALTER\\s+TABLE\\s+${NAME}\\s+([\\s\\S]*)$`, "i");
const NOT_A_COLUMN = "(?!INDEX\\b|KEY\\b|PRIMARY\\b|FOREIGN\\b|CONSTRAINT\\b|CHECK\\b|DEFAULT\\b|PARTITION\\b)";
const DROP_COLUMN = new RegExp(`\\bDROP\\s+(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?${NOT_A_COLUMN}${NAME}`, "gi");
const RENAME = new RegExp(`^RENAME\\s+TO\\s+${NAME}`, "i");
const COPY = new RegExp(`^INSERT\\s+INTO\\s+${NAME}\\s*\\(([^)]*)\\)\\s*SELECT\\b`, "i");

const nameIn = (match: RegExpMatchArray, group = 1): string => match.slice(group, group + 4).find(Boolean) ?? "";
const unquote = (name: string): string => name.trim().replace(/^["'`[]|["'`\]]$/g, "");

const COLUMNS = {
  mysql:
    "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
  sqlite: "SELECT name FROM pragma_table_info(?)",
};

async function columnsOf(connection: Connection, table: string): Promise<string[]> {
  return (await connection.query(COLUMNS[connection.kind], [table])).map((row) => String(row.name));
}

function lossesInHeader(script: string): Loss[] {
  return [...script.matchAll(HEADER)].map(([, text = ""]) => {
    const { table, owner, column } = HEADER_TARGET.exec(text)?.groups ?? {};
    if (table) return { table, column: null };
    return owner && column ? { table: owner, column } : { note: text.trim() };
  });
}

/** SQLite rebuilds a table by copying into a new one, dropping the old one and renaming: what is not copied is lost. */
async function lossesOfRebuild(
  connection: Connection,
  statements: readonly Statement[],
  table: string,
  copy: string,
): Promise<Loss[]> {
  const match = statements.map(({ sql }) => COPY.exec(sql)).find((found) => found && nameIn(found) === copy);
  if (!match) return [{ table, column: null }];
  const copied = (match[5] ?? "").split(",").map(unquote);
  const lost = (await columnsOf(connection, table)).filter((column) => !copied.includes(column));
  return lost.map((column) => ({ table, column }));
}

async function lossesOfStatement(
  connection: Connection,
  statements: readonly Statement[],
  sql: string,
): Promise<Loss[]> {
  const alter = ALTER_TABLE.exec(sql);
  if (alter) {
    return [...(alter[5] ?? "").matchAll(DROP_COLUMN)].map((drop) => ({ table: nameIn(alter), column: nameIn(drop) }));
  }
  const emptied = EMPTY_TABLE.exec(sql);
  if (emptied) return [{ table: nameIn(emptied), column: null }];
  const tables = DROP_TABLE.exec(sql)?.[1]?.split(",").map(unquote) ?? [];
  const losses = tables.map((table) => {
    const renamed = statements
      .map((each) => ALTER_TABLE.exec(each.sql))
      .find((match) => {
        const target = RENAME.exec(match?.[5] ?? "");
        return target !== null && nameIn(target) === table;
      });
    return renamed ? lossesOfRebuild(connection, statements, table, nameIn(renamed)) : [{ table, column: null }];
  });
  return (await Promise.all(losses)).flat();
}

async function count(connection: Connection, table: string, column: string | null): Promise<number> {
  const live = await columnsOf(connection, table);
  // Not there, or not any more: nothing to lose. The names are safe to quote, as the database itself gave them.
  if (live.length === 0 || (column !== null && !live.includes(column))) return 0;
  const quote = connection.kind === "sqlite" ? '"' : "`";
  const where = column === null ? "" : ` WHERE ${quote}${column}${quote} IS NOT NULL`;
  const [row] = await connection.query(`SELECT COUNT(*) AS total FROM ${quote}${table}${quote}${where}`);
  return Number(row?.total ?? 0);
}

/**
 * What running a down.sql would throw away: from its `-- lossy:` headers and from its statements.
 * @returns a line for each table and column with something in it; empty when nothing would be lost
 */
export async function findLosses(
  connection: Connection,
  script: string,
  statements: readonly Statement[],
): Promise<string[]> {
  const fromStatements = await Promise.all(statements.map(({ sql }) => lossesOfStatement(connection, statements, sql)));
  const lines = new Set<string>();
  for (const loss of [...lossesInHeader(script), ...fromStatements.flat()]) {
    if ("note" in loss) {
      lines.add(loss.note);
      continue;
    }
    const rows = await count(connection, loss.table, loss.column);
    const what = loss.column === null ? `table ${loss.table}` : `column ${loss.table}.${loss.column}`;
    if (rows > 0) lines.add(`${what}: ${rows} ${rows === 1 ? "row" : "rows"}`);
  }
  return [...lines];
}
