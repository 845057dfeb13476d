import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Output, UsageError } from "./run-command";
import { packageFiles } from "./sdk/package-files";

const USAGE = "Usage: npm run sdk [-- --out folder]\n";
const manifestSchema = z.object({ devDependencies: z.object({ "openapi-fetch": z.string() }) });

function readOut(args: string[]): string {
  try {
    return parseArgs({ args, options: { out: { type: "string", default: ".data/sdk" } } }).values.out;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * `npm run sdk`: writes the package of a typed client, for those outside.
 * @returns the exit code
 */
export async function runSdk(args: string[], { out, err }: { out: Output; err: Output }): Promise<number> {
  try {
    const folder = readOut(args);
    const { devDependencies } = manifestSchema.parse(JSON.parse(readFileSync("package.json", "utf8")));
    const files = await packageFiles(devDependencies["openapi-fetch"]);
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    out.write(`${[...files.keys()].join(", ")} are in ${folder}. Publish it from there, or: npm install ./${folder}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`${error.message}\n${USAGE}`);
    return 1;
  }
}
