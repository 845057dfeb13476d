/** What a rule found, where, and what is to be done about it. */
export type Finding = { path: string; line: number; what: string };

export type GuardRule = {
  name: string;
  /** What to do about a finding. */
  advice: string;
  /** @returns how many files, procedures, packages … it has looked at, and what it found */
  judge: () => Promise<Judged> | Judged;
};

/** `left`: why it could not be judged here, and what judges it. */
export type Judged = { looked: number; findings: Finding[]; left?: string };

/** @param problem `path:line what is wrong`, as the rules of the tests say it */
export function findingOf(problem: string): Finding {
  const [, path = problem, line = "1", what = ""] = /^(.+?):(\d+) (.*)$/s.exec(problem) ?? [];
  return { path, line: Number(line), what };
}

/** The line of a text in a file that is at hand; 1 where it is not in there. */
export function lineOfText(text: string, wanted: string | RegExp): number {
  const at = text
    .split("\n")
    .findIndex((line) => (typeof wanted === "string" ? line.includes(wanted) : wanted.test(line)));
  return at === -1 ? 1 : at + 1;
}

export type Verdict = Judged & { name: string; advice: string; ms: number };

/** Judges one rule after the other; a rule that cannot be asked is a finding as well. */
export async function judgeAll(rules: readonly GuardRule[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { name, advice, judge } of rules) {
    const started = performance.now();
    const failed = (error: unknown): Judged => ({
      looked: 0,
      findings: [{ path: "tests/helpers/guard.ts", line: 1, what: `could not be judged: ${error}` }],
    });
    const judged = await Promise.resolve().then(judge).catch(failed);
    verdicts.push({ name, advice, ms: Math.round(performance.now() - started), ...judged });
  }
  return verdicts;
}

/** Each finding as `file:line  rule: what is wrong. Do: …`. */
export function formatFindings(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ name, advice, findings }) =>
    findings.map(({ path, line, what }) => `${path}:${line}  ${name}: ${what}. Do: ${advice}.`),
  );
}

/** The table of rules: name, how much was looked at, findings, milliseconds. */
function formatTable(verdicts: readonly Verdict[]): string[] {
  const width = Math.max(...verdicts.map(({ name }) => name.length));
  const row = (name: string, cells: (string | number)[], note = "") =>
    `${name.padEnd(width)}  ${cells.map((cell) => String(cell).padStart(8)).join("  ")}${note && `  ${note}`}`;
  return [
    row("rule", ["looked at", "findings", "ms"]),
    ...verdicts.map(({ name, looked, findings, ms, left }) =>
      left ? row(name, ["-", "-", ms], left) : row(name, [looked, findings.length, ms]),
    ),
  ];
}

/**
 * Judges all, prints what was found and the table.
 * @returns the exit code: 1 when anything was found
 */
export async function runGuard(rules: readonly GuardRule[], print: (line: string) => void): Promise<number> {
  const started = performance.now();
  const verdicts = await judgeAll(rules);
  const findings = formatFindings(verdicts);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  for (const line of [...findings, ...formatTable(verdicts), `${findings.length} findings in ${seconds} s`])
    print(line);
  return findings.length > 0 ? 1 : 0;
}
