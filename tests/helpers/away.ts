import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { testDatabaseKind } from "./database";

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 1;
}

/** The URL of a database of this run's kind that is not there: nobody listens, or the file is a folder. */
export async function awayUrl(): Promise<string> {
  if (testDatabaseKind === "sqlite") return `file:${mkdtempSync(join(tmpdir(), "gatehouse-away-"))}`;
  return `mysql://root@127.0.0.1:${await closedPort()}/gatehouse?acquireTimeout=300&connectTimeout=300`;
}

/**
 * From here on modules are loaded afresh, as in a process whose database is away. Import what the test needs after this.
 * @returns what brings the real database back
 */
export async function databaseIsAway(): Promise<() => void> {
  const globals = globalThis as typeof globalThis & { gatehousePrisma?: unknown };
  const real = globals.gatehousePrisma;
  delete globals.gatehousePrisma;
  vi.stubEnv("DATABASE_URL", await awayUrl());
  vi.resetModules();
  return () => {
    globals.gatehousePrisma = real;
    vi.unstubAllEnvs();
    vi.resetModules();
  };
}

/** Runs `work` while the database is away; see `databaseIsAway`. */
export async function withDatabaseAway<Result>(work: () => Promise<Result>): Promise<Result> {
  const back = await databaseIsAway();
  try {
    return await work();
  } finally {
    back();
  }
}
