import type { Column, Index, Table } from "./table-model";

/** A table that exists on both sides, and what differs. */
export type TablePair = {
  before: Table;
  after: Table;
  added: Column[];
  dropped: Column[];
  modified: { before: Column; after: Column }[];
  addedIndexes: Index[];
  droppedIndexes: Index[];
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function pairOf(before: Table, after: Table): TablePair {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  return {
    before,
    after,
    added: after.columns.filter((column) => !old.has(column.name)),
    dropped: before.columns.filter((column) => !after.columns.some((next) => next.name === column.name)),
    modified: after.columns.flatMap((column) => {
      const was = old.get(column.name);
      return was && !same(was, column) ? [{ before: was, after: column }] : [];
    }),
    addedIndexes: after.indexes.filter((index) => !before.indexes.some((was) => same(was, index))),
    droppedIndexes: before.indexes.filter((index) => !after.indexes.some((next) => same(next, index))),
  };
}

/** Pairs up the tables that exist on both sides. */
export function changedPairs(before: readonly Table[], after: readonly Table[]): TablePair[] {
  return after.flatMap((table) => {
    const was = before.find((old) => old.name === table.name);
    return was ? [pairOf(was, table)] : [];
  });
}

/** What the way from one set of tables to the other throws away, as `-- lossy:` headers name it. */
export function lossesBetween(before: readonly Table[], after: readonly Table[]): string[] {
  const tables = before.filter((table) => !after.some((next) => next.name === table.name));
  const columns = changedPairs(before, after).flatMap((pair) =>
    pair.dropped.map((column) => `column ${pair.after.name}.${column.name}`),
  );
  return [...tables.map((table) => `table ${table.name}`), ...columns];
}

const FAMILIES = [
  /^(var)?char|text$/,
  /^(tiny|small|medium|big)?int( unsigned)?$/,
  /^enum/,
  /^datetime|^timestamp/,
  /^decimal/,
  /^(var)?binary|blob$/,
  /^(float|double)$/,
];

const isSameFamily = (a: string, b: string) => a === b || FAMILIES.some((family) => family.test(a) && family.test(b));

/** Each change between the two that our own tools must not guess at, by name. */
export function inexpressibleChanges(before: readonly Table[], after: readonly Table[]): string[] {
  return changedPairs(before, after).flatMap((pair) => [
    ...(same(pair.before.primaryKey, pair.after.primaryKey) ? [] : [`the primary key of ${pair.after.name} changes`]),
    ...pair.modified.flatMap(({ before: was, after: column }) => {
      const name = `${pair.after.name}.${column.name}`;
      if (was.autoIncrement !== column.autoIncrement) return [`${name}: autoincrement() changes`];
      return isSameFamily(was.type, column.type)
        ? []
        : [`${name}: its type changes from ${was.type} to ${column.type}`];
    }),
  ]);
}

/** Columns that rows which are already there could not fill. */
export function unfillableColumns(before: readonly Table[], after: readonly Table[]): string[] {
  return changedPairs(before, after).flatMap((pair) =>
    pair.added
      .filter((column) => !column.nullable && column.default === null && !column.autoIncrement)
      .map((column) => `${pair.after.name}.${column.name}`),
  );
}

/** A column that goes while another comes, of one family: most likely a new name for it, which no diff can know. */
export function possibleRenames(before: readonly Table[], after: readonly Table[]): string[] {
  return changedPairs(before, after).flatMap((pair) =>
    pair.dropped.flatMap((gone) =>
      pair.added
        .filter((column) => isSameFamily(gone.type, column.type))
        .map(
          (column) =>
            `${pair.after.name}.${gone.name} goes and ${column.name} comes: if that is a new name, edit both engines' files to RENAME COLUMN.`,
        ),
    ),
  );
}
