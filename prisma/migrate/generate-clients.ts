import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Log } from "./connection";
import { deriveSqliteSchema } from "./derive-sqlite";

type Environment = NodeJS.ProcessEnv;
type GenerateOptions = {
  /** The folder of schema.prisma. */
  root: string;
  print: Log;
  environment: Environment;
  /** Prisma's command line; null where the package is not installed. */
  cli?: string | null;
};

function findPrismaCli(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build/index.js");
  } catch {
    return null;
  }
}

async function generateClient(cli: string, schema: string, environment: Environment): Promise<void> {
  const env = {
    ...environment,
    // Without it the CLI tries to download an engine that `generate` never starts. Any executable will do.
    PRISMA_SCHEMA_ENGINE_BINARY: environment.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  const args = [cli, "generate", "--no-hints", "--schema", schema];
  await promisify(execFile)(process.execPath, args, { cwd: dirname(schema), env });
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").replaceAll("\r\n", "\n") : "";
}

/**
 * Derives the SQLite schema and generates both clients.
 * @throws Error with all that Prisma said
 */
export async function generateClients({
  root,
  print,
  environment,
  cli = findPrismaCli(),
}: GenerateOptions): Promise<void> {
  if (cli === null) {
    print("The Prisma clients were not generated: the prisma package is not installed.");
    return;
  }
  const [source, target] = [join(root, "schema.prisma"), join(root, "sqlite/schema.prisma")];
  const derived = deriveSqliteSchema(read(source));
  if (derived !== read(target)) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, derived);
  }
  try {
    await Promise.all([source, target].map((schema) => generateClient(cli, schema, environment)));
  } catch (error) {
    const said = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${said}`);
  }
}

/** @throws Error when the committed SQLite schema is not what the source gives today */
export function checkDerivedSchema(root: string): void {
  if (deriveSqliteSchema(read(join(root, "schema.prisma"))) !== read(join(root, "sqlite/schema.prisma"))) {
    throw new Error("prisma/sqlite/schema.prisma is out of date: run npm run db:generate");
  }
}
