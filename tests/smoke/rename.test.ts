import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runRename } from "@/cli/run-rename";
import { PRODUCT_NAME } from "@/lib/product";
import { commitAll, copiedProject, git } from "../helpers/copied-project";

const slug: string = JSON.parse(readFileSync("package.json", "utf8")).name;
/** Suites that have the name in what they expect. */
const SUITES = ["password-policy", "mail-template", "mailer", "totp", "api-key", "source-rules", "contract", "walls"];

let folder: string;

function run(program: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", NODE_ENV: "test" as const };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

/** Every place of a word in the files under version control, in any case. */
function placesOf(word: string): string[] {
  const found = git(
    folder,
    "grep",
    "--no-index",
    "--exclude-standard",
    "-iIl",
    word,
    "--",
    ".",
    ":!LICENSE",
    ":!node_modules",
  );
  return found.split("\n").filter(Boolean);
}

function expectGone(word: string): void {
  expect(() => placesOf(word)).toThrow("Command failed");
}

function rename(...args: string[]): string {
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const code = runRename(args, { out: stream, err: stream }, folder);
  expect(code, said.join("")).toBe(0);
  return said.join("");
}

describe("npm run rename", () => {
  beforeAll(() => {
    folder = copiedProject();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it("leaves no trace of the old name", () => {
    expect(placesOf(slug).length).toBeGreaterThan(50);
    const said = rename("quillon", "--title", "Quillon Accounts");
    expect(said).toContain(`${PRODUCT_NAME} is Quillon Accounts now`);
    expectGone(slug);
    expect(git(folder, "ls-files")).not.toContain(slug);
    commitAll(folder);
  });

  it("leaves types, format, rules, contract and lock as good as they were", () => {
    const compiled = run("node_modules/typescript/bin/tsc", "--noEmit");
    expect(compiled.said).toBe("");
    const linted = run("node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off");
    expect(linted, linted.said).toMatchObject({ status: 0 });
    const contract = run("node_modules/tsx/dist/cli.mjs", "src/cli/contract.ts", "check");
    expect(contract, contract.said).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"))).toMatchObject({ name: "quillon" });
  });

  it("leaves the suites that know the name green", () => {
    const suites = SUITES.map((name) => `tests/unit/${name}.test.ts`);
    const tested = run("node_modules/vitest/vitest.mjs", "run", "--project", "unit", ...suites);
    expect(tested, tested.said).toMatchObject({ status: 0 });
  });

  it("can be done again", () => {
    rename("zanther");
    expectGone("quillon");
    expect(git(folder, "status", "--porcelain", "--", "LICENSE", "prisma/migrations")).toBe("");
  });
});
