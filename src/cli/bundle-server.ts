import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { EXTERNAL_PACKAGES } from "./externals";

/** With what Next has built, so that one folder is a whole build. */
const FOLDER = join(".next", "front");
/** CommonJS packages in the bundle ask for Node's own modules by it. */
const REQUIRE =
  'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);';

type Bundle = {
  /** The project's folder, from which the two others are meant. */
  root: string;
  entry: string;
  outdir: string;
};

/**
 * Puts a program into a few files of JavaScript, which start in a fraction of the time that its sources take. What is
 * imported on demand stays in a file of its own, so that it is still loaded on demand.
 * @throws Error when a source cannot be read
 */
export async function bundle({ root, entry, outdir }: Bundle): Promise<void> {
  await rm(join(root, outdir), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // What this process shares with the pages has to be one copy.
    external: ["next", ...EXTERNAL_PACKAGES],
    banner: { js: REQUIRE },
    sourcemap: true,
    logLevel: "warning",
  });
}

/** Puts the server of `npm start` beside what Next has built; throws as `bundle` does. */
export function bundleServer(root: string): Promise<void> {
  return bundle({ root, entry: "src/cli/start.ts", outdir: FOLDER });
}
