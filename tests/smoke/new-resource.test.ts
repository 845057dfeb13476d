import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copiedProject, git } from "../helpers/copied-project";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { runIn } from "../helpers/run-in";

const RESOURCES = [
  ["invoice", "number:string:unique", "total:decimal", "issuedAt:date", "customer:User"],
  ["project", "name:string", "budget:decimal:optional", "stage:enum(open,closed)", "isPublic:boolean"],
  [
    "line-item",
    "project:Project",
    "label:string:optional",
    "done:boolean:optional",
    "notes:text",
    "extra:json",
    "rank:int:unique",
    "due:date:optional",
    "reviewer:User:optional",
    "author:User:optional",
  ],
];
const TESTS = ["invoice", "project", "line-item"].flatMap((name) =>
  ["", "-list", "-change"].map((part) => `tests/${name}${part}.test.ts`),
);

describe("resources that npm run new makes", () => {
  let project: string;

  const node = (...args: string[]) => runIn(project, args);
  const make = (...args: string[]) => node("--import", "tsx", "src/cli/new.ts", ...args);

  beforeAll(() => {
    project = copiedProject();
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it("are made, three of different shapes, one belonging to another", async () => {
    for (const fields of RESOURCES) expect(await make("resource", ...fields)).toMatchObject({ code: 0 });
    const again = await make("resource", "invoice", "number:string");
    expect(again).toMatchObject({ code: 1, said: expect.stringContaining("something is called Invoice already") });
  });

  it("are sound to the compiler and to the lint rules, as they are", async () => {
    expect(await node("node_modules/typescript/bin/tsc", "--noEmit")).toEqual({ code: 0, said: "" });
    const lint = await node("node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings");
    expect(lint, lint.said).toMatchObject({ code: 0 });
  });

  it("pass their own tests and the rules that hold for all, on every database", async () => {
    const projects = ["unit", "sqlite", ...(isMysqlServerAvailable() ? ["mysql"] : [])];
    const rules = ["tests/architecture.test.ts", "tests/unit/source-rules.test.ts"];
    const args = [...projects.map((name) => `--project=${name}`), ...TESTS, ...rules];
    const run = await node("node_modules/vitest/vitest.mjs", "run", ...args);
    expect(run.code, run.said).toBe(0);
  });

  it("go without a trace, and not before what belongs to them", async () => {
    const early = await make("remove", "project");
    expect(early).toMatchObject({ code: 1, said: expect.stringContaining("line-item belongs to project") });
    for (const name of ["invoice", "lineItem", "project"])
      expect(await make("remove", name)).toMatchObject({ code: 0 });
    expect(git(project, "status", "--porcelain")).toBe("");
  });
});
