import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
const textOf = (path: string) => readFileSync(path, "utf8");
/** npm's own. */
const OTHERS = ["test", "start"];

describe("AGENTS.md", () => {
  it("is short", () => {
    expect(textOf("AGENTS.md").split("\n").length).toBeLessThanOrEqual(60);
  });

  it("names files and folders that are there", () => {
    const paths = [...textOf("AGENTS.md").matchAll(/`((?:src|tests|prisma|\.biome)\/[\w./-]+)`/g)].map(
      ([, path]) => path,
    );
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(path ?? ""))).toEqual([]);
  });
});

describe.each(["AGENTS.md", "TUTORIAL.md", "README.md", "CONTRIBUTING.md"])("%s", (document) => {
  it("names scripts that are there", () => {
    const names = [...textOf(document).matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !(name in scripts) && !OTHERS.includes(name))).toEqual([]);
  });
});
