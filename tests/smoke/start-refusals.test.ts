import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { migrateDown } from "../../prisma/migrate/down";
import { call } from "../helpers/http";
import {
  ensureBuild,
  freePort,
  NEXT_START,
  newDatabase,
  OUR_START,
  run,
  startServer,
  stop,
} from "../helpers/server-process";

const TEMPORARY = join(tmpdir(), "gatehouse-unbuilt-");

beforeAll(ensureBuild);

async function refusal(env: Record<string, string | undefined>, command?: string[]): Promise<string> {
  const running = await run({ env, ...(command && { command }) });
  expect(await running.ended, running.output()).toBe(1);
  expect(running.output()).not.toMatch(/\n\s+at |node_modules/);
  return running.output();
}

describe("npm start refuses", () => {
  it("a folder without a build, and says what to run", async () => {
    const running = await run({ command: OUR_START.map((file) => resolve(file)), cwd: mkdtempSync(TEMPORARY) });
    expect(await running.ended).toBe(1);
    expect(running.output()).toBe("There is no build yet: run npm run build first.\n");
  });

  it.each([
    [{ APP_SECRET: undefined }, "APP_SECRET: is missing"],
    [{ APP_SECRET: "short" }, "APP_SECRET: each secret must have"],
    [{ APP_URL: undefined }, "APP_URL: is missing"],
    [{ APP_URL: "nonsense" }, "APP_URL: must be"],
    [{ DATABASE_URL: "postgres://localhost/x" }, "DATABASE_URL: must start with"],
    [{ PORT: "99999" }, "PORT:"],
  ])("%j with one message that names it (S5, A20)", async (env, message) => {
    const output = await refusal(env);
    expect(output).toContain(message);
    expect(output).toContain(".env.example");
  });

  it("a database that is behind, and says what to run (M5)", async () => {
    const DATABASE_URL = await newDatabase();
    await migrateDown(DATABASE_URL, { acceptLoss: true });
    expect(await refusal({ DATABASE_URL })).toContain("run npm run db:migrate");
    expect(await refusal({ DATABASE_URL }, [...NEXT_START])).toContain("run npm run db:migrate");
  });

  it("a port that is taken, and names it", async () => {
    const squatter = createServer().listen(0);
    await once(squatter, "listening");
    const address = squatter.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const DATABASE_URL = await newDatabase();
    expect(await refusal({ DATABASE_URL, PORT: String(port) })).toContain(`Port ${port} is taken`);
    squatter.close();
  });
});

describe("a database that is away at the start (F1)", () => {
  it("leaves the server live, not ready, and answering within a second", async () => {
    const DATABASE_URL = `mysql://root@127.0.0.1:${await freePort()}/gatehouse`;
    const server = await startServer({ env: { DATABASE_URL } });
    // Loading the pages keeps a small machine busy, which is not what is measured here.
    await (await fetch(`${server.url}/sign-in`)).text();
    for (const [path, status] of [
      ["/api/health", 200],
      ["/api/health/ready", 503],
      ["/api/auth/session", 200],
    ] as const) {
      const took: number[] = [];
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const started = performance.now();
        expect([path, (await call("GET", server.url + path)).status]).toEqual([path, status]);
        took.push(performance.now() - started);
      }
      expect(Math.min(...took), path).toBeLessThan(1_000);
    }
    const cookie = `session=${"A".repeat(43)}`;
    expect((await call("GET", `${server.url}/api/users`, { cookie })).status).toBe(503);
    expect(await stop(server), server.output()).toBe(0);
  });
});
