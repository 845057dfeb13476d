import { existsSync } from "node:fs";

// Before anything imports lib/env, which reads the variables once.
if (existsSync(".env")) process.loadEnvFile(".env");

try {
  const { runMigrateCommand } = await import("./migrate/command");
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  process.exitCode = await runMigrateCommand(process.argv.slice(2), { print, environment: process.env });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
