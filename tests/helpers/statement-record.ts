import { currentSubject } from "./recorder";
import { keyOf, type Statement, writeStatements } from "./statement-files";
import { listenToConnections, type Query } from "./statements";

const statements = new Map<string, Statement>();

/** The form that a fresh connection takes: what a value is matters less than that there is one. */
function plainValue(value: unknown): Statement["values"][number] {
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "");
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  return typeof value === "string" || typeof value === "number" || value === null ? value : String(value);
}

/** A test sets its scene as it likes: only what a service function asks counts. */
function keep({ sql, args }: Query): void {
  const by = currentSubject();
  if (by === undefined || !/^\s*(SELECT|UPDATE|DELETE)\b/i.test(sql)) return;
  const statement = { by, sql, values: args.map(plainValue) };
  const key = keyOf(statement);
  if (!statements.has(key)) statements.set(key, statement);
}

/** Listens to every connection of this process, to the end of it. */
export function recordStatements(): void {
  listenToConnections(keep, (prototype, connect) => void Object.assign(prototype, { connect }));
}

export function saveStatements(project: string): void {
  writeStatements(project, [...statements.values()]);
}
