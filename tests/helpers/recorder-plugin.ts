import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Vite } from "vitest/node";
import { exportedFunctions } from "./exported-functions.ts";

const PREFIX = "\0recorded:";
const SERVICE = /\/src\/services\/[^/]+\.service\.ts$/;
const RECORDER = fileURLToPath(new URL("./recorder.ts", import.meta.url));

function wrapper(file: string): string {
  const service = basename(file, ".ts");
  const wrapped = exportedFunctions(readFileSync(file, "utf8")).map(
    (name) => `export const ${name} = recorded(${JSON.stringify(`${service} ${name}`)}, real.${name});`,
  );
  const path = JSON.stringify(file);
  const imports = [`import * as real from ${path};`, `import { recorded } from ${JSON.stringify(RECORDER)};`];
  // A name exported here takes the place of the same name from `export *`.
  return [...imports, `export * from ${path};`, ...wrapped].join("\n");
}

/** Puts a thin wrapper round each exported service function, which notes whether a call succeeded or failed. */
export function recorder(): Vite.Plugin {
  return {
    name: "gatehouse-recorder",
    enforce: "pre",
    async resolveId(source, importer, options) {
      if (importer === undefined || importer.startsWith(PREFIX)) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      return resolved && SERVICE.test(resolved.id) ? PREFIX + resolved.id : null;
    },
    load: (id) => (id.startsWith(PREFIX) ? wrapper(id.slice(PREFIX.length)) : null),
  };
}
