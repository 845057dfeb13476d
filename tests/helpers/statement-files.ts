import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const FOLDER = "reports/statements";

const valueSchema = z.union([z.string(), z.number(), z.null()]);
const statementSchema = z.strictObject({ by: z.string(), sql: z.string(), values: z.array(valueSchema) });
/** What a service function (`by`: `user.service listUsers`) sent, with the values of the first time. */
export type Statement = z.infer<typeof statementSchema>;

/** One function's statements of one shape are one: lists of any length are alike. */
export function keyOf({ by, sql }: Pick<Statement, "by" | "sql">): string {
  return `${by} ${sql.replace(/\(\?(?:\s*,\s*\?)+\)/g, "(?)")}`;
}

/** Writes what a test file has sent, for the check that runs after all suites. */
export function writeStatements(project: string, statements: readonly Statement[]): void {
  if (statements.length === 0) return;
  mkdirSync(join(FOLDER, project), { recursive: true });
  writeFileSync(join(FOLDER, project, `${randomUUID()}.json`), JSON.stringify(statements));
}

/** Starts a project's record afresh. */
export function clearStatements(project: string): void {
  rmSync(join(FOLDER, project), { recursive: true, force: true });
}

/** Every shape of statement that a project's last run has sent; none where there was no run. */
export function readStatements(project: string): Statement[] {
  const folder = join(FOLDER, project);
  if (!existsSync(folder)) return [];
  const found = new Map<string, Statement>();
  for (const file of readdirSync(folder)) {
    const statements = z.array(statementSchema).parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
    for (const statement of statements) found.set(keyOf(statement), statement);
  }
  return [...found.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
