import {
  addColumnSql,
  addForeignKeySql,
  addIndexSql,
  createTableSql,
  dropColumnSql,
  dropForeignKeySql,
  dropIndexSql,
  dropTableSql,
  modifyColumnSql,
} from "./mysql-ddl";
import { changedPairs, type TablePair } from "./table-diff";
import { type ForeignKey, isCovered, keysOf, type Table } from "./table-model";

type Owned = { table: Table; key: ForeignKey };

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const ownedKeys = (tables: readonly Table[]): Owned[] =>
  tables.flatMap((table) => table.foreignKeys.map((key) => ({ table, key })));

/** MySQL will not touch a column, or drop the index, that a foreign key stands on: such keys go and come back. */
function isDisturbed({ table, key }: Owned, pairs: readonly TablePair[]): boolean {
  const own = pairs.find((pair) => pair.after.name === table.name);
  const target = pairs.find((pair) => pair.after.name === key.table);
  const changed = (pair: TablePair | undefined, columns: string[]) =>
    pair?.modified.some(({ after }) => columns.includes(after.name)) ?? false;
  if (changed(own, key.columns) || changed(target, key.references)) return true;
  if (!own || own.droppedIndexes.length === 0) return false;
  const kept = own.before.indexes.filter((index) => !own.droppedIndexes.includes(index)).map((index) => index.columns);
  return !isCovered(key.columns, [own.before.primaryKey, ...kept]);
}

function dropKey({ table, key }: Owned): string[] {
  const drop = dropForeignKeySql(table.name, key.name);
  // MySQL made an index by itself, under the key's name, and would leave it behind.
  return isCovered(key.columns, keysOf(table)) ? [drop] : [drop, dropIndexSql(table.name, key.name)];
}

function alterTable({ after, ...pair }: TablePair): string[] {
  return [
    ...pair.droppedIndexes.map((index) => dropIndexSql(after.name, index.name)),
    ...pair.dropped.map((column) => dropColumnSql(after.name, column.name)),
    ...pair.added.map((column) => addColumnSql(after.name, column)),
    ...pair.modified.map((change) => modifyColumnSql(after.name, change.after)),
    ...pair.addedIndexes.map((index) => addIndexSql(after.name, index)),
  ];
}

/**
 * The statements that lead a MySQL database from one set of tables to another.
 * What cannot be expressed was refused before: see inexpressibleChanges.
 */
export function mysqlDiff(before: readonly Table[], after: readonly Table[]): string[] {
  const created = after.filter((table) => !before.some((old) => old.name === table.name));
  const dropped = before.filter((table) => !after.some((next) => next.name === table.name));
  const pairs = changedPairs(before, after);
  const [oldKeys, newKeys] = [ownedKeys(before), ownedKeys(after)];
  const stays = ({ table, key }: Owned) =>
    newKeys.some((next) => next.table.name === table.name && same(next.key, key)) &&
    !isDisturbed({ table, key }, pairs);
  const removedKeys = oldKeys.filter((owned) => !stays(owned));
  const addedKeys = newKeys.filter(
    ({ table, key }) => !oldKeys.some((old) => old.table.name === table.name && same(old.key, key) && stays(old)),
  );
  return [
    ...removedKeys.flatMap(dropKey),
    ...created.map(createTableSql),
    ...pairs.flatMap(alterTable),
    ...dropped.map((table) => dropTableSql(table.name)),
    ...addedKeys.map(({ table, key }) => addForeignKeySql(table.name, key)),
  ];
}
