import type { DatabaseKind } from "@/lib/db-url";
import { MigrationError } from "./migration-error";

export type Statement = { sql: string; line: number };

/** What must be taken whole. MySQL knows backslash escapes and `#`; `--` starts a comment there only before a space. */
const TOKENS: Record<DatabaseKind, RegExp> = {
  mysql:
    /(?<comment>--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?!!)[\s\S]*?\*\/)|(?<whole>'(?:''|\\[\s\S]|[^'\\])*'|"(?:""|\\[\s\S]|[^"\\])*"|`(?:``|[^`])*`|\/\*![\s\S]*?\*\/)|(?<open>['"`]|\/\*)|(?<word>[A-Za-z_$][\w$]*)|(?<end>;)|(?<rest>[\s\S])/gu,
  sqlite:
    /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<whole>'(?:''|[^'])*'|"(?:""|[^"])*"|`(?:``|[^`])*`|\[[^\]]*\])|(?<open>['"`[])|(?<word>[A-Za-z_$][\w$]*)|(?<end>;)|(?<rest>[\s\S])/gu,
};

/** MySQL programs have a grammar of their own between BEGIN and END. */
const PROGRAM = /^CREATE\b(?:(?!\bTABLE\b|\bVIEW\b)[\s\S])*?\b(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)\b/i;
const OPENERS = new Set(["BEGIN", "CASE"]);
const SQLITE_TRIGGER = /^CREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\b/i;

class Splitter {
  readonly statements: Statement[] = [];
  #sql = "";
  #start = 0;
  #depth = 0;

  constructor(
    readonly script: string,
    readonly kind: DatabaseKind,
  ) {}

  split(): Statement[] {
    for (const token of this.script.matchAll(TOKENS[this.kind])) this.#take(token);
    this.#finish();
    return this.statements;
  }

  #take(token: RegExpExecArray): void {
    const { open, word, end, comment } = token.groups ?? {};
    if (open) throw this.#error(token.index, `${open} is never closed`);
    if (word) this.#word(word.toUpperCase(), token.index);
    if (end && this.#depth === 0) this.#finish();
    else this.#append(comment ? " " : token[0], token.index);
  }

  #append(text: string, index: number): void {
    if (this.#sql === "" && text.trim() === "") return;
    if (this.#sql === "") this.#start = index;
    this.#sql += text;
  }

  #word(word: string, index: number): void {
    if (this.kind === "mysql") this.#refuseProgram(word, index);
    else if (SQLITE_TRIGGER.test(this.#sql)) this.#depth += OPENERS.has(word) ? 1 : word === "END" ? -1 : 0;
  }

  #refuseProgram(word: string, index: number): void {
    const refused = word === "DELIMITER" ? this.#sql === "" : word === "BEGIN" && PROGRAM.test(this.#sql);
    if (refused) throw this.#error(index, `${word} is not supported; write a body of one statement`);
  }

  #error(index: number, text: string): Error {
    return new Error(`Line ${this.#line(index)}: ${text}`);
  }

  #finish(): void {
    const sql = this.#sql.trim();
    if (this.#depth > 0) throw this.#error(this.#start, "the trigger's BEGIN has no END");
    if (sql !== "") this.statements.push({ sql, line: this.#line(this.#start) });
    this.#sql = "";
  }

  #line(index: number): number {
    return this.script.slice(0, index).split("\n").length;
  }
}

/**
 * Splits a script into its statements, without their comments.
 * @throws Error naming the line of a quote that is not closed, or of a program that cannot be split
 */
export function splitStatements(script: string, kind: DatabaseKind): Statement[] {
  return new Splitter(script, kind).split();
}

/** The same for a file. @throws MigrationError naming file and line */
export function splitFile(file: string, script: string, kind: DatabaseKind): Statement[] {
  try {
    return splitStatements(script, kind);
  } catch (error) {
    throw new MigrationError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
