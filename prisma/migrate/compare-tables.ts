import type { Table } from "./table-model";

type Named = { name: string };

function compareNamed<T extends Named>(what: string, expected: readonly T[], actual: readonly T[]): string[] {
  const missing = expected.filter((each) => !actual.some((other) => other.name === each.name));
  const extra = actual.filter((each) => !expected.some((other) => other.name === each.name));
  const changed = expected.flatMap((each) => {
    const other = actual.find((candidate) => candidate.name === each.name);
    return other && other !== each ? differingFields(`${what} ${each.name}`, each, other) : [];
  });
  return [
    ...missing.map((each) => `${what} ${each.name} is missing`),
    ...extra.map((each) => `${what} ${each.name} is not expected`),
    ...changed,
  ];
}

function differingFields(where: string, expected: object, actual: object): string[] {
  const found = new Map(Object.entries(actual));
  return Object.entries(expected).flatMap(([field, value]) => {
    const [want, have] = [JSON.stringify(value), JSON.stringify(found.get(field))];
    return want === have ? [] : [`${where}: ${field} should be ${want}, is ${have}`];
  });
}

function compareTable(expected: Table, actual: Table): string[] {
  const primary = { "primary key": expected.primaryKey };
  return [
    ...compareNamed("column", expected.columns, actual.columns),
    ...differingFields("table", primary, { "primary key": actual.primaryKey }),
    ...compareNamed("index", expected.indexes, actual.indexes),
    ...compareNamed("foreign key", expected.foreignKeys, actual.foreignKeys),
  ].map((difference) => `${expected.name}: ${difference}`);
}

/**
 * Names every difference between two databases: tables, columns with type, nullability and default, primary keys,
 * indexes with their columns in order, foreign keys with their actions. The order of columns in a table is free.
 */
export function compareTables(expected: readonly Table[], actual: readonly Table[]): string[] {
  const names = (tables: readonly Table[]) => tables.map(({ name }) => ({ name }));
  return [
    ...compareNamed("table", names(expected), names(actual)),
    ...expected.flatMap((table) => {
      const other = actual.find((candidate) => candidate.name === table.name);
      return other ? compareTable(table, other) : [];
    }),
  ];
}
