import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundle } from "@/cli/bundle-server";

const root = mkdtempSync(join(tmpdir(), "gatehouse-bundle-"));

describe("bundle", () => {
  it("makes a program that runs by itself, with what is imported on demand in a file of its own", async () => {
    writeFileSync(join(root, "later.ts"), "export const word: string = 'later';");
    writeFileSync(join(root, "entry.ts"), "const { word } = await import('./later'); console.log(word);");
    await bundle({ root, entry: "entry.ts", outdir: "out" });
    expect(execFileSync(process.execPath, [join(root, "out", "entry.mjs")], { encoding: "utf8" })).toBe("later\n");
    const files = readdirSync(join(root, "out"));
    expect(files.filter((file) => /^later-.*\.mjs$/.test(file))).toHaveLength(1);
    expect(files).toContain("entry.mjs.map");
  });

  it("fails for a source that is not there, and leaves nothing of an older one", async () => {
    await bundle({ root, entry: "entry.ts", outdir: "out" });
    await expect(bundle({ root, entry: "missing.ts", outdir: "out" })).rejects.toThrow("Could not resolve");
    expect(readdirSync(root)).not.toContain("out");
  });
});
