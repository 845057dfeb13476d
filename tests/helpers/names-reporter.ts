import { mkdirSync, writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";
import { FIGURES_FOLDER } from "./figures.ts";

/** Leaves the name of every proof, and how it ended, for `npm run prove:requirements`: a file for each project. */
export class NamesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    mkdirSync(FIGURES_FOLDER, { recursive: true });
    for (const project of new Set(modules.map((module) => module.project.name))) {
      const own = modules.filter((module) => module.project.name === project);
      const names = own.flatMap((module) =>
        [...module.children.allTests()].map((test) => ({
          name: `${project} ${module.relativeModuleId} > ${test.fullName}`,
          state: test.result().state,
        })),
      );
      writeFileSync(`${FIGURES_FOLDER}/names-${project}.json`, `${JSON.stringify(names)}\n`);
    }
  }
}
