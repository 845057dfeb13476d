import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "reports/recorded";

export type Outcome = "success" | "failure";

// Shared through globalThis: a test that resets its modules loads this file twice.
const globals = globalThis as typeof globalThis & {
  gatehouseRecord?: Set<string>;
  gatehouseSubject?: AsyncLocalStorage<string>;
};
globals.gatehouseRecord ??= new Set();
globals.gatehouseSubject ??= new AsyncLocalStorage();
const record = globals.gatehouseRecord;
const subjects = globals.gatehouseSubject;

/** The service function that is at work; undefined where a test asks by itself. */
export function currentSubject(): string | undefined {
  return subjects.getStore();
}

/** Notes that `subject` (a procedure's path, or `user.service createUser`) was called, and how that ended. */
export function note(subject: string, outcome: Outcome): void {
  record.add(`${subject} ${outcome}`);
}

/** A deadlock or a lost connection can hit any query: it is no failure of the function's own. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && /^(Prisma|DriverAdapter|DatabaseAway)/.test(error.name);
}

/** Wraps a function so that each call is noted. "There is none" (null) counts as a failure: it is how `find…` refuses. */
export function recorded<Args extends unknown[], Result>(subject: string, real: (...args: Args) => Result) {
  const settle = (value: unknown) => note(subject, value === null ? "failure" : "success");
  const refuse = (error: unknown) => {
    if (!isDatabaseError(error)) note(subject, "failure");
  };
  return (...args: Args): Result => {
    try {
      const result = subjects.run(subject, () => real(...args));
      if (result instanceof Promise) result.then(settle, refuse);
      else settle(result);
      return result;
    } catch (error) {
      refuse(error);
      throw error;
    }
  };
}

/** Writes what this test file has noted, if it is nothing as well: the files are counted by `isComplete`. */
export function saveRecord(project: string): void {
  mkdirSync(join(FOLDER, project), { recursive: true });
  writeFileSync(join(FOLDER, project, `${randomUUID()}.json`), JSON.stringify([...record]));
}

/** Starts a project's record afresh. */
export function clearRecord(project: string): void {
  rmSync(join(FOLDER, project), { recursive: true, force: true });
  mkdirSync(join(FOLDER, project), { recursive: true });
}

/** Everything that a project's last run has noted, as `subject outcome`. */
export function readRecord(project: string): Set<string> {
  const folder = join(FOLDER, project);
  const files = readdirSync(folder).map((file): string[] => JSON.parse(readFileSync(join(folder, file), "utf8")));
  return new Set(files.flat());
}

/** Whether every suite has left its record, the oldest of them after this time (in milliseconds). */
export function isComplete(project: string, suites: number, after: number): boolean {
  const folder = join(FOLDER, project);
  if (!existsSync(folder)) return false;
  const times = readdirSync(folder).map((file) => statSync(join(folder, file)).mtimeMs);
  return times.length >= suites && Math.min(...times) > after;
}
