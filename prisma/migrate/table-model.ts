/** A database's tables in a form that a Prisma schema and a live database can both be brought to. */
export type Column = { name: string; type: string; nullable: boolean; default: string | null; autoIncrement: boolean };
export type Index = { name: string; unique: boolean; columns: string[] };
export type ForeignKey = {
  name: string;
  columns: string[];
  table: string;
  references: string[];
  onDelete: string;
  onUpdate: string;
};
export type Table = {
  name: string;
  columns: Column[];
  primaryKey: string[];
  indexes: Index[];
  foreignKeys: ForeignKey[];
};

/** Whether some index starts with these columns, as MySQL wants it for a foreign key. */
export function isCovered(columns: readonly string[], keys: readonly (readonly string[])[]): boolean {
  return keys.some((key) => columns.every((column, position) => key[position] === column));
}

/** The columns of each explicit key: the primary key and every index. */
export function keysOf(table: Table): string[][] {
  return [table.primaryKey, ...table.indexes.map((index) => index.columns)];
}

export const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
