import { exitWith } from "@/front/exit-with";
import { prepareEnvironment, readVariable } from "./environment";

prepareEnvironment({});

try {
  const { runNew } = await import("./run-new");
  const databaseUrl = readVariable("DATABASE_URL") ?? null;
  process.exitCode = await runNew(process.argv.slice(2), { out: process.stdout, err: process.stderr, databaseUrl });
} catch (error) {
  exitWith(error);
}
