import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";

const BIOME = resolve("node_modules/@biomejs/biome/bin/biome");
const CONFIGURATION = ["biome.json", ".biome", "package.json"];

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ message: z.string(), category: z.string().nullish(), location: z.object({ path: z.string() }) }),
  ),
});

export type Finding = { path: string; rule: string; message: string };

function runBiome(folder: string): Promise<string> {
  const args = [BIOME, "lint", "--reporter=json", "--max-diagnostics=none"];
  return new Promise((done) => {
    // It ends with 1 when it finds something, which is what is wanted here.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 16_000_000 }, (_error, stdout) => done(stdout));
  });
}

/**
 * Lints files as if they were part of this repository, with its own rules, in a folder of their own.
 * @param files path → source
 */
export async function lint(files: Record<string, string>): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-lint-"));
  try {
    for (const name of CONFIGURATION) cpSync(name, join(folder, name), { recursive: true });
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${source}\n`);
    }
    const { diagnostics } = reportSchema.parse(JSON.parse(await runBiome(folder)));
    return diagnostics.map(({ location, category, message }) => ({
      path: location.path,
      rule: category ?? "",
      message,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
