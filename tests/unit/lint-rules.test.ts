import { beforeAll, describe, expect, it } from "vitest";
import { type Finding, lint } from "../helpers/lint";

const longFile = Array.from({ length: 251 }, (_, index) => `export const value${index} = ${index};`).join("\n");
const longFunction = `export function long(values: number[]) {\n${"  values.push(1);\n".repeat(51)}}`;
const tangled = `export function tangled(a: number[]) {\n  for (const b of a) {\n    if (b > 1) {\n      for (const c of a) {\n        if (c > b) {\n          if (c > 3) a.push(c);\n        }\n      }\n    }\n  }\n}`;

/** Path → the rule that must bite there, and a source that breaks it. */
const BROKEN: Record<string, [rule: string, source: string]> = {
  "src/lib/any.ts": ["noExplicitAny", "export const a = (b: any) => b;"],
  "src/lib/console.ts": ["noConsole", "console.error('x');"],
  "src/cli/console.ts": ["noConsole", "console.log('x');"],
  "src/lib/variable.ts": ["noProcessEnv", "export const url = process.env.DATABASE_URL;"],
  "src/services/variable.service.ts": ["noProcessEnv", "export const { APP_URL } = process.env;"],
  "prisma/variable.ts": ["noProcessEnv", "export const url = process.env.DATABASE_URL;"],
  "src/lib/default.ts": ["noDefaultExport", "export default function a() {}"],
  "src/lib/barrel.ts": ["noBarrelFile", 'export { a } from "./any";'],
  "src/lib/star.ts": ["noReExportAll", 'export * from "./any";'],
  "src/lib/cycle-a.ts": ["noImportCycles", 'import { b } from "./cycle-b";\nexport const a = () => b();'],
  "src/lib/cycle-b.ts": ["noImportCycles", 'import { a } from "./cycle-a";\nexport const b = () => a();'],
  "src/lib/type-import.ts": ["useImportType", 'import { A } from "./any";\nexport const a: A = null;'],
  "src/lib/camelCase.ts": ["useFilenamingConvention", "export const a = 1;"],
  "src/lib/long-file.ts": ["noExcessiveLinesPerFile", longFile],
  "src/lib/long-function.ts": ["noExcessiveLinesPerFunction", longFunction],
  "src/lib/tangled.ts": ["noExcessiveCognitiveComplexity", tangled],
  "src/lib/parameters.ts": [
    "useMaxParams",
    "export const f = (a = 1, b = 2, c = 3, d = 4, e = 5) => a + b + c + d + e;",
  ],
  "src/lib/floating.ts": [
    "noFloatingPromises",
    "async function a(): Promise<void> {}\nexport function b() {\n  a();\n}",
  ],
  "src/lib/non-null.ts": ["noNonNullAssertion", "export const a = (b: string | null) => b!.length;"],
  "src/lib/unknown-package.ts": ["noUndeclaredDependencies", 'import a from "left-pad";\na();'],
  "src/lib/ignore.ts": ["noTsIgnore", `// ${["@ts", "ignore"].join("-")}\nexport const a: string = 1;`],
  "src/lib/thrown.ts": ["useThrowOnlyError", "throw 'text';"],
  "tests/planted-only.test.ts": ["noFocusedTests", 'it.only("a", () => {});'],
  "tests/planted-skip.test.ts": ["noSkippedTests", 'it.skip("a", () => {});'],
};

const SOUND: Record<string, string> = {
  "src/lib/env.ts": "export const url = process.env.DATABASE_URL;",
  "src/app/users/page.tsx": "export default function Page() {\n  return <p>Users</p>;\n}",
  "src/cli/print.ts": 'process.stdout.write("x");',
};

describe("the linter", () => {
  let findings: Finding[] = [];

  beforeAll(async () => {
    const broken = Object.entries(BROKEN).map(([path, [, source]]) => [path, source]);
    findings = await lint({ ...Object.fromEntries(broken), ...SOUND });
  });

  it.each(Object.entries(BROKEN))("refuses a planted %s", (path, [rule]) => {
    const rules = findings.filter((finding) => finding.path === path).map((finding) => finding.rule.split("/").at(-1));
    expect(rules).toContain(rule);
  });

  it.each(Object.keys(SOUND))("lets through %s", (path) => {
    expect(findings.filter((finding) => finding.path === path)).toEqual([]);
  });
});
