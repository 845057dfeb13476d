// `npm start`. The one file that is not TypeScript: it runs as it is, before anything could read types.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const server = join(process.cwd(), ".next", "front", "start.mjs");

if (existsSync(server)) {
  await import(pathToFileURL(server).href);
} else {
  process.stderr.write("There is no build yet: run npm run build first.\n");
  process.exitCode = 1;
}
