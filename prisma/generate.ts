import { fileURLToPath } from "node:url";
import { checkDerivedSchema, generateClients } from "./migrate/generate-clients";

const print = (line: string) => void process.stdout.write(`${line}\n`);
const root = fileURLToPath(new URL(".", import.meta.url));

try {
  if (process.argv.includes("--check")) checkDerivedSchema(root);
  else await generateClients({ root, print, environment: process.env });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
