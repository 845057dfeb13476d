import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { TABLE_OPTIONS } from "./mysql-ddl";

const require = createRequire(import.meta.url);
const PRISMA_TABLE_OPTIONS = /DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci/g;

type RunPrisma = (args: string[]) => Promise<string>;

/**
 * Whether Prisma's native engine is on this machine. It is downloaded by Prisma's own install script; where that could
 * not happen, PRISMA_SCHEMA_ENGINE_BINARY may name it, or may name just anything to keep Prisma from trying again.
 */
export function hasNativeEngine(binary: string | undefined, folder = enginesFolder()): boolean {
  const isEngine = (name: string) => /^schema-engine(-|$)/.test(name) && !name.endsWith(".gz");
  if (binary) return existsSync(binary) && isEngine(basename(binary));
  return existsSync(folder) && readdirSync(folder).some(isEngine);
}

const enginesFolder = (): string => dirname(dirname(require.resolve("@prisma/engines")));

const runPrisma: RunPrisma = async (args) => {
  const cli = join(dirname(require.resolve("prisma/package.json")), "build/index.js");
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "migrate", "diff", ...args], { env });
  return stdout;
};

/**
 * The MySQL script from one Prisma schema to another, from `prisma migrate diff`.
 * @param before null for an empty database, as `after`
 */
export async function nativeDiff(before: string | null, after: string | null, run = runPrisma): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-diff-"));
  const side = (name: "from" | "to", schema: string | null) => {
    if (schema === null) return [`--${name}-empty`];
    const file = join(folder, `${name}.prisma`);
    writeFileSync(file, schema);
    return [`--${name}-schema`, file];
  };
  try {
    const script = await run([...side("from", before), ...side("to", after), "--script"]);
    return script.trim().replace(PRISMA_TABLE_OPTIONS, TABLE_OPTIONS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
