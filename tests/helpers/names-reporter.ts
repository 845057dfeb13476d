import type { Reporter, TestModule } from "vitest/node";
import { recordProofs } from "./proof-record.ts";
import { isShort } from "./prove-profile.ts";

/** Records how every proof ended, for `npm run prove:requirements`. One that was left out keeps what it had. */
export class NamesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const at = new Date().toISOString();
    const profile = isShort ? "short" : "full";
    for (const project of new Set(modules.map((module) => module.project.name))) {
      const own = modules.filter((module) => module.project.name === project);
      const proofs = own.flatMap((module) =>
        [...module.children.allTests()].flatMap((test) => {
          const { state } = test.result();
          const name = `${project} ${module.relativeModuleId} > ${test.fullName}`;
          return state === "passed" || state === "failed" ? ({ name, state, at, profile } as const) : [];
        }),
      );
      recordProofs(project, proofs);
    }
  }
}
