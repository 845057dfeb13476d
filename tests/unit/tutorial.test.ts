import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isPrinted, stepsOf } from "../helpers/tutorial";

const fence = "```";
const DOCUMENT = `# Title
<!-- left out: clones -->
${fence}sh
git clone x
${fence}
Text.
${fence}sh
echo a
${fence}
prints
${fence}text
a
${fence}
<!-- background: until "ready" -->

${fence}sh
npm start
${fence}
<!-- file: tests/a.test.ts -->
${fence}ts
const a = 1;
${fence}
`;

describe("stepsOf", () => {
  it("finds commands, what they print, files, and what is left out", () => {
    expect(stepsOf(DOCUMENT)).toEqual([
      { line: 2, kind: "left out", note: "clones", text: "git clone x\n", expected: null },
      { line: 7, kind: "run", note: "", text: "echo a\n", expected: "a\n" },
      { line: 14, kind: "background", note: 'until "ready"', text: "npm start\n", expected: null },
      { line: 19, kind: "file", note: "tests/a.test.ts", text: "const a = 1;\n", expected: null },
    ]);
  });

  it("refuses a block of which nobody knows what it is for", () => {
    expect(() => stepsOf(`${fence}ts\nconst a = 1;\n${fence}\n`)).toThrow("Line 1: what is this block for?");
    expect(() => stepsOf(`${fence}text\na\n${fence}\n`)).toThrow("Line 1: the output of what?");
  });

  it("reads the tutorial, of which only the clone and the installation are not run", () => {
    const left = stepsOf(readFileSync("TUTORIAL.md", "utf8")).filter(({ kind }) => kind === "left out");
    expect(left.map(({ text }) => text)).toEqual([expect.stringMatching(/^git clone .*\n.*\nnpm ci\n$/)]);
  });
});

describe("isPrinted", () => {
  it.each([
    ["a b\n", "a b\n", true],
    ["a … c\n", "a anything c\n", true],
    ["a\n…\nz\n", "a\nb\nc\nz\n", true],
    ["a\n…\nz\n", "a\nz\n", true],
    ["a\n", "a\nb\n", false],
    ["a … c\n", "a b\nc\n", false],
    ["a.c\n", "abc\n", false],
    ["a\n…\nz\n", "b\nz\n", false],
  ])("%j for %j: %s", (expected, printed, is) => {
    expect(isPrinted(expected, printed)).toBe(is);
  });
});
