import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { TestProjectInlineConfiguration } from "vitest/config";
import { recorder } from "./recorder-plugin.ts";

type Settings = NonNullable<TestProjectInlineConfiguration["test"]>;

const SHARED: Settings = {
  env: {
    APP_SECRET: "test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    APP_URL: "http://localhost:3000",
    // Of a file that nobody opens; the database projects put their own in its place.
    DATABASE_URL: "file:./reports/unused.db",
    LOG_FORMAT: "json",
    LOG_LEVEL: "info",
  },
  pool: "forks",
  maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
  testTimeout: 20_000,
  hookTimeout: 60_000,
  // A machine that is short of time may fail a test once; the summary names each that needed a second try. Here, as a
  // project takes nothing from the root's settings.
  retry: process.env.CI ? 2 : 0,
  restoreMocks: true,
  unstubEnvs: true,
};

/** A higher `groupOrder` waits for the lower ones to end. */
export function project(name: string, groupOrder: number, more: Settings): TestProjectInlineConfiguration {
  return {
    plugins: [recorder()],
    resolve: { alias: { "@": fileURLToPath(new URL("../../src", import.meta.url)) } },
    test: { ...SHARED, name, include: [`tests/${name}/*.test.ts`], sequence: { groupOrder }, ...more },
  };
}

/** What a project needs whose suites run on a database: migrated, and one for each worker. */
export function onDatabase(engine: "sqlite" | "mysql"): Settings {
  return {
    globalSetup: [`tests/helpers/global-setup-${engine}.ts`],
    setupFiles: ["tests/helpers/set-environment.ts", "tests/helpers/set-up.ts"],
  };
}
