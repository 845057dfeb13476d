/** A test of the last run: its project, file and full name, and how it ended. */
export type NamedTest = { name: string; state: string };

export type Requirement = { id: string; passed: number; failed: number; others: number; example: string | null };

const range = (letter: string, last: number) => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

/** What must have a test by its number, and how many of each letter there are. There is no F12. */
const LAST = { A: 27, D: 9, F: 14, I: 19, M: 6, R: 8, S: 6, T: 9, Z: 11 };
export const REQUIREMENTS: readonly string[] = Object.entries(LAST)
  .flatMap(([letter, last]) => range(letter, last))
  .filter((id) => id !== "F12");

/** The numbers in a test's name, as in "A19: works once" or "who may do what (Z1, Z2)". */
export function requirementsIn(name: string): string[] {
  return [...new Set(name.match(/(?<![\w-])[ADFIMRSTZ]\d{1,2}(?![\w-])/g) ?? [])];
}

/** Which tests stand for which requirement, and how they ended. */
export function trace(ids: readonly string[], tests: readonly NamedTest[]): Requirement[] {
  const found = tests.map(({ name, state }) => ({ name, state, ids: requirementsIn(name) }));
  return ids.map((id) => {
    const own = found.filter((test) => test.ids.includes(id));
    const count = (state: string) => own.filter((test) => test.state === state).length;
    const [passed, failed] = [count("passed"), count("failed")];
    return { id, passed, failed, others: own.length - passed - failed, example: own[0]?.name ?? null };
  });
}

/**
 * The proofs in a file of tests/prove, by their titles: those that `npm run prove` has not run on this machine, or not
 * since, are there nevertheless.
 */
export function proofsIn(source: string): NamedTest[] {
  const titles = source.matchAll(/\b(?:it|describe)(?:\.\w+)*(?:\([^"'`]*\))?\(\s*(["'`])(.+?)\1/g);
  return [...titles].map(([, , title = ""]) => ({ name: title, state: "proof" }));
}

/** Whether the requirement is shown to hold: a test that passed, and none that failed. */
export function holds({ passed, failed }: Requirement): boolean {
  return passed > 0 && failed === 0;
}

/** Whether it takes `npm run prove` to show it: no suite does, and a proof of that number is there. */
export function isLeftToProofs({ passed, failed, others }: Requirement): boolean {
  return passed === 0 && failed === 0 && others > 0;
}
