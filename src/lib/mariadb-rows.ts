import type { PrismaMariaDb } from "@prisma/adapter-mariadb";
import type { FieldInfo } from "mariadb";

type Adapter = Awaited<ReturnType<PrismaMariaDb["connect"]>>;
type Query = Parameters<Adapter["queryRaw"]>[0];
type Answer = unknown[][] & { meta?: FieldInfo[] };
type Change = (value: unknown) => unknown;

/** What asks the database: an adapter, or one of its transactions. */
type Queryable = {
  /** Protected in the adapter's types. */
  performIO: (query: Query) => Promise<Answer>;
};

/** `2026-11-26 21:24:10.123`, which is UTC, as Prisma wants it. */
const toIso: Change = (value) => (typeof value === "string" ? `${value.slice(0, 10)}T${value.slice(11)}+00:00` : value);
const toText: Change = (value) => (typeof value === "bigint" ? value.toString() : value);

/** By the driver's type of a column: what Prisma's adapter would change in its values. */
const CHANGES: Readonly<Record<string, Change>> = {
  DATETIME: toIso,
  DATETIME2: toIso,
  TIMESTAMP: toIso,
  TIMESTAMP2: toIso,
  BIGINT: toText,
};

function changeRows(rows: unknown[][], columns: readonly FieldInfo[]): void {
  for (const [at, { type }] of columns.entries()) {
    const change = CHANGES[type];
    if (change) for (const row of rows) row[at] = change(row[at]);
  }
}

/**
 * Has a queryable of Prisma's adapter read its rows by text, where the adapter makes a Date of each time, and text of that
 * again: it cost more than the rest of the row. What the columns are called and are is the adapter's to say, as before.
 */
export function readRowsByText(queryable: object): void {
  // The cast: the method is there, and a test sees to it.
  const { performIO } = queryable as Queryable;

  const read = async (query: Query): Promise<Answer> => {
    const rows = await performIO.call(queryable, query);
    const { meta } = rows;
    if (!meta || !Array.isArray(rows)) return rows;
    changeRows(rows, meta);
    // The adapter's own reading is a map over the rows, and finds them read.
    return Object.assign(rows, { map: () => rows.slice() });
  };
  Object.assign(queryable, { performIO: read });
}
