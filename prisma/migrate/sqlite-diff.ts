import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { deriveSqliteSchema } from "./derive-sqlite";

const ok = <T>(value: T) => ({ ok: true, value });
const refuse = () =>
  Promise.reject(new Error("The schema engine asked for a database, which a diff of two schemas needs not"));

/** The engine wants a connection at hand, yet a diff of two schemas never asks it anything. */
const connection = {
  provider: "sqlite",
  adapterName: "none",
  queryRaw: refuse,
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  getConnectionInfo: () => ok({ supportsRelationJoins: false }),
  dispose: async () => ok(undefined),
};
const factory = {
  provider: "sqlite",
  adapterName: "none",
  connect: async () => ok(connection),
  connectToShadowDb: async () => ok(connection),
  errorRegistry: { consumeError: () => undefined },
};

let loaded: Promise<void> | undefined;

async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = readFileSync(join(dirname(entry), "schema_engine_bg.wasm"));
  // The package's own entry imports the .wasm file as a module, which Node cannot do without a flag.
  const module = await WebAssembly.compile(new Uint8Array(bytes));
  const instance = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === "function") start();
}

const files = (schema: string) => [{ path: "schema.prisma", content: schema }];

/**
 * The SQL that leads a SQLite database from one Prisma schema to another, from Prisma's own engine as WebAssembly.
 * @param before the MySQL schema to start from, null for an empty database
 * @param after the MySQL schema to reach, null for an empty database
 */
export async function sqliteDiff(before: string | null, after: string | null): Promise<string> {
  loaded ??= load();
  await loaded;
  const target = (schema: string | null) =>
    schema === null
      ? ({ tag: "empty" } as const)
      : ({ tag: "schemaDatamodel", files: files(deriveSqliteSchema(schema)), configDir: "." } as const);
  const any = deriveSqliteSchema(after ?? before ?? "");
  const engine = await glue.SchemaEngine.new({ datamodels: [["schema.prisma", any]] }, () => undefined, factory);
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const params = { from: target(before), to: target(after), script: true, exitCode: null, filters };
    return (await engine.diff(params)).stdout?.trim() ?? "";
  } finally {
    engine.free();
  }
}
