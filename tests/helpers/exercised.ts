import { readdirSync, readFileSync } from "node:fs";
import { exportedFunctions } from "./exported-functions";

const SERVICES = "src/services";

/** Every exported service function, as `user.service createUser`. */
export function serviceFunctions(): string[] {
  const files = readdirSync(SERVICES).filter((file) => file.endsWith(".service.ts"));
  return files.flatMap((file) =>
    exportedFunctions(readFileSync(`${SERVICES}/${file}`, "utf8")).map(
      (name) => `${file.replace(/\.ts$/, "")} ${name}`,
    ),
  );
}

type Exemptions = Readonly<Record<string, string>>;

/**
 * What the suites left out.
 * @param subjects what must have been called with success and with failure
 * @param record what was, as `subject outcome`
 * @param cannotFail subject → the reason why it has no way to fail
 */
export function unexercised(
  subjects: readonly string[],
  record: ReadonlySet<string>,
  cannotFail: Exemptions,
): string[] {
  const wanted = subjects.flatMap((subject) =>
    subject in cannotFail ? [`${subject} success`] : [`${subject} success`, `${subject} failure`],
  );
  return wanted.filter((each) => !record.has(each));
}

/** Exemptions that are not true, or not needed any more. */
export function staleExemptions(
  subjects: readonly string[],
  record: ReadonlySet<string>,
  cannotFail: Exemptions,
): string[] {
  return Object.keys(cannotFail).filter((subject) => !subjects.includes(subject) || record.has(`${subject} failure`));
}
