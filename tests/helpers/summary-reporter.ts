import { mkdirSync, writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

const REPORT_FILE = "reports/tests.json";
/** Every test by its full name, for `npm run prove:requirements`. */
const NAMES_FILE = "reports/test-names.json";

/**
 * Says at the end what was not tested and how many tests passed, and writes the same to reports/tests.json.
 * With CI set nothing may be left out: a skipped test is then a failed run.
 */
export class SummaryReporter implements Reporter {
  constructor(private readonly missing: string[]) {}

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // A file that fails as a whole has no failed test to count.
    const brokenFiles = modules.filter(
      (module) => !module.ok() && [...module.children.allTests("failed")].length === 0,
    );
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = [...this.missing, ...tests.filter((test) => test.result().state === "skipped").map(nameOf)];
    const failed = count("failed") + brokenFiles.length + unhandledErrors.length;
    const flaky = tests.filter((test) => test.diagnostic()?.flaky).map(nameOf);
    const summary = { passed: count("passed"), failed, skipped, flaky, projects: this.#perProject(modules) };
    mkdirSync("reports", { recursive: true });
    writeFileSync(REPORT_FILE, `${JSON.stringify(summary, null, 2)}\n`);
    const names = tests.map((test) => ({ name: nameOf(test), state: test.result().state }));
    writeFileSync(NAMES_FILE, `${JSON.stringify(names)}\n`);
    for (const name of skipped) process.stdout.write(`Not run: ${name}\n`);
    for (const name of flaky) process.stdout.write(`Passed only when tried again: ${name}\n`);
    process.stdout.write(`${summary.passed} passed, ${summary.failed} failed\n`);
    if (process.env.CI && skipped.length > 0) {
      process.stderr.write("With CI set, nothing may be left out.\n");
      process.exitCode = 1;
    }
  }

  #perProject(modules: readonly TestModule[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const module of modules) {
      counts[module.project.name] = (counts[module.project.name] ?? 0) + [...module.children.allTests("passed")].length;
    }
    return counts;
  }
}

function nameOf(test: TestCase): string {
  return `${test.project.name} ${test.module.relativeModuleId} > ${test.fullName}`;
}
