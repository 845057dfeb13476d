import type { Proved } from "./proof-record";

/** A test of the last run: its project, file and full name, and how it ended. */
export type NamedTest = { name: string; state: string };
/** A proof that is there, by its title, whether or not it has been run. */
export type KnownProof = { file: string; title: string };

type Count = { passed: number; failed: number; others: number };
export type Requirement = Count & {
  id: string;
  /** The proofs: those that were run as they ended, and as `others` those that were not. */
  proofs: Count;
  example: string | null;
};

const range = (letter: string, last: number) => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

/** What must have a test by its number, and how many of each letter there are. There is no F12. */
const LAST = { A: 27, D: 9, F: 14, I: 19, M: 6, R: 8, S: 6, T: 9, Z: 11 };
export const REQUIREMENTS: readonly string[] = Object.entries(LAST)
  .flatMap(([letter, last]) => range(letter, last))
  .filter((id) => id !== "F12");

/** The numbers in a test's name, as in "A19: works once", "who may do what (Z1, Z2)" or "I1 to I19". */
export function requirementsIn(name: string): string[] {
  const spans = [...name.matchAll(/(?<![\w-])([ADFIMRSTZ])(\d{1,2}) to \1(\d{1,2})(?![\w-])/g)];
  const between = spans.flatMap(([, letter = "", first, last]) => range(letter, Number(last)).slice(Number(first) - 1));
  return [...new Set([...(name.match(/(?<![\w-])[ADFIMRSTZ]\d{1,2}(?![\w-])/g) ?? []), ...between])];
}

function countOf(tests: readonly NamedTest[]): Count {
  const count = (state: string) => tests.filter((test) => test.state === state).length;
  const [passed, failed] = [count("passed"), count("failed")];
  return { passed, failed, others: tests.length - passed - failed };
}

/** Proofs that nobody has run: a file's titles of numbers for which no run of that file is recorded. */
function notRun(known: readonly KnownProof[], run: readonly Proved[]): NamedTest[] {
  const isRun = ({ file, title }: KnownProof) =>
    requirementsIn(title).every((id) =>
      run.some(({ name }) => name.includes(file) && requirementsIn(name).includes(id)),
    );
  return known.filter((proof) => !isRun(proof)).map(({ file, title }) => ({ name: `${file} > ${title}`, state: "-" }));
}

/** Which tests and proofs stand for which requirement, and how they ended. */
export function trace(
  ids: readonly string[],
  tests: readonly NamedTest[],
  run: readonly Proved[] = [],
  known: readonly KnownProof[] = [],
): Requirement[] {
  const proofs = [...run, ...notRun(known, run)];
  return ids.map((id) => {
    const of = <Test extends NamedTest>(all: readonly Test[]) =>
      all.filter(({ name }) => requirementsIn(name).includes(id));
    const [own, proved] = [of(tests), of(proofs)];
    return { id, ...countOf(own), proofs: countOf(proved), example: (own[0] ?? proved[0])?.name ?? null };
  });
}

/** The titles of the proofs in the text of a file of tests/prove. */
export function proofsIn(file: string, source: string): KnownProof[] {
  const titles = source.matchAll(/\b(?:it|describe)(?:\.\w+)*(?:\([^"'`]*\))?\(\s*(["'`])(.+?)\1/g);
  return [...titles].map(([, , title = ""]) => ({ file, title }));
}

/** `proved`: by a proof alone, which has passed here. `not run`: by a proof alone, which nobody has run here. */
export type Verdict = "holds" | "proved" | "not run" | "OPEN";

/** Whether the requirement is shown to hold, and by what. */
export function verdictOf({ passed, failed, proofs }: Requirement): Verdict {
  if (failed + proofs.failed > 0) return "OPEN";
  if (passed > 0) return "holds";
  if (proofs.passed > 0) return "proved";
  return proofs.others > 0 ? "not run" : "OPEN";
}
