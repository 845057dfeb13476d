import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSchemaCurrent } from "@/front/schema-check";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { awayUrl } from "./helpers/away";
import { testDatabaseKind } from "./helpers/database";
import { captureLogs } from "./helpers/logs";

const onSqlite = testDatabaseKind === "sqlite";
const NEWER = "20990101000000_from_the_future";

describe("isSchemaCurrent", () => {
  it("takes the schema of this version", async () => {
    expect(await isSchemaCurrent(env.DATABASE_URL)).toBe(true);
  });

  it("refuses a newer schema in one sentence (M5)", async () => {
    await prisma.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
      VALUES ('future', 'x', ${NEWER}, '2099-01-01', '2099-01-01', 1)`;
    try {
      await expect(isSchemaCurrent(env.DATABASE_URL)).rejects.toMatchObject({
        name: "BootError",
        message: expect.stringContaining(NEWER),
      });
    } finally {
      await prisma.$executeRaw`DELETE FROM _prisma_migrations WHERE id = 'future'`;
    }
  });

  it("says nothing of a server that is away, and refuses a file that cannot be opened (F1)", async () => {
    const url = await awayUrl();
    if (onSqlite) {
      await expect(isSchemaCurrent(url)).rejects.toThrow(/^DATABASE_URL: the database cannot be used/);
      return;
    }
    const { result, lines } = await captureLogs(() => isSchemaCurrent(url));
    expect(result).toBe(false);
    expect(lines).toContainEqual(expect.objectContaining({ level: "warn", msg: "the database cannot be reached yet" }));
  });

  it("refuses a server that says no: wrong password, no such database", async () => {
    if (onSqlite) return;
    const missing = new URL("no_such_database", env.DATABASE_URL).href;
    await expect(isSchemaCurrent(missing)).rejects.toThrow(/^DATABASE_URL: .*no_such_database/s);
    const stranger = new URL(env.DATABASE_URL);
    stranger.username = "nobody_at_all";
    stranger.password = "wrong";
    await expect(isSchemaCurrent(stranger.href)).rejects.toThrow(/^DATABASE_URL: .*nobody_at_all/s);
  });

  it("names a URL that cannot be used", async () => {
    await expect(isSchemaCurrent("mysql://root@127.0.0.1/x?unheard=1")).rejects.toMatchObject({
      name: "BootError",
      message: expect.stringContaining("unknown parameter unheard"),
    });
  });

  describe("a server that accepts and then says nothing", () => {
    const silent = createServer();
    beforeAll(() => new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve)));
    afterAll(() => void silent.close());

    it("counts as away after 3 seconds (F3)", async () => {
      const address = silent.address();
      const port = typeof address === "object" && address ? address.port : 0;
      const started = performance.now();
      expect(await isSchemaCurrent(`mysql://root@127.0.0.1:${port}/gatehouse`)).toBe(false);
      expect(performance.now() - started).toBeLessThan(4_500);
    });
  });
});
