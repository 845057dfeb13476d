import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";

/** Reads `.env`, then fills in what is still not set. Must run before anything imports lib/env. */
export function prepareEnvironment(defaults: Record<string, string>): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
  for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;
}

/** Sets variables, whatever they were, and leaves `.env` alone. */
export function overrideEnvironment(values: Record<string, string>): void {
  Object.assign(process.env, values);
}

/** For commands that only describe the API, wherever they run: nothing is opened, sealed or sent. */
export function prepareDescription(): void {
  overrideEnvironment({
    APP_SECRET: randomBytes(32).toString("hex"),
    APP_URL: "http://localhost:3000",
    DATABASE_URL: "file:./.data/described.db",
    LOG_LEVEL: "silent",
  });
}

/** One raw variable, for what has to be known before lib/env may be imported. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}

/** Whether a script of package.json started this process. */
export function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined;
}
