import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { runIn } from "../helpers/run-in";

const LEFT_OUT = new Set([".data", ".git", ".env", ".next", "coverage", "node_modules", "reports"]);

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

/** Every file that is the project's own, with its hash. */
function filesIn(folder: string, path = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    const name = join(path, entry.name);
    if (LEFT_OUT.has(entry.name) || name === join("src", "generated") || entry.name.endsWith(".tsbuildinfo")) continue;
    if (entry.isDirectory()) Object.assign(found, filesIn(folder, name));
    else
      found[name] = createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex");
  }
  return found;
}

/** A copy of this project that may be changed; the packages are ours. */
function copiedProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-new-"));
  for (const name of readdirSync(".").filter((each) => !LEFT_OUT.has(each))) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}

describe("resources that npm run new makes", () => {
  let project: string;
  let before: Record<string, string>;

  const node = (...args: string[]) => runIn(project, args);
  const make = (...args: string[]) => node("--import", "tsx", "src/cli/new.ts", ...args);

  beforeAll(() => {
    project = copiedProject();
    before = filesIn(project);
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
    expect(filesIn(project)).toEqual(before);
  });
});
