import { once } from "node:events";
import { existsSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import { afterAll, describe, expect, it } from "vitest";
import { databaseError } from "@/lib/db-errors";
import { mariaDbPool } from "@/lib/db-url";
import { env } from "@/lib/env";
import { EnvError } from "@/lib/env-schema";
import { MariaDbAdapter } from "@/lib/mariadb-adapter";
import { createPrisma, prisma } from "@/lib/prisma";
import { awayUrl } from "./helpers/away";
import { testDatabaseKind } from "./helpers/database";
import { makeUser, signedIn } from "./helpers/world";

const ROUNDS = 100;

/** A thread with a connection of its own, as another process would have. */
const WRITER = `
  const { parentPort, workerData } = require("node:worker_threads");
  const Database = require("libsql");
  const db = new Database(workerData.file, { timeout: 5000 });
  parentPort.postMessage("ready");
  for (let round = 0; round < ${ROUNDS}; round += 1) {
    db.exec("BEGIN IMMEDIATE");
    db.prepare("UPDATE users SET version = version + 1 WHERE id = ?").run([workerData.id]);
    db.exec("COMMIT");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
  db.close();
`;

describe("createPrisma", () => {
  it("speaks to the database that the URL names, without a rebuild", async () => {
    const client = await createPrisma(env.DATABASE_URL);
    expect(await client.user.count()).toBe(await prisma.user.count());
    await client.$disconnect();
  });

  it("takes a MySQL URL under either name, and refuses a wrong one before anything is connected", async () => {
    await expect(createPrisma("mysql://root@127.0.0.1:1/app")).resolves.toBeDefined();
    await expect(createPrisma("mariadb://root@127.0.0.1:1/app?colour=red")).rejects.toThrow(EnvError);
  });

  it("makes the folder of a new SQLite file", async () => {
    const file = join(tmpdir(), `gatehouse-${process.pid}`, "deep", "new.db");
    await createPrisma(`file:${file}`);
    expect(existsSync(dirname(file))).toBe(true);
    rmSync(dirname(dirname(file)), { recursive: true });
  });

  it("F1: answers within two seconds when the database is away, as SERVICE_UNAVAILABLE", async () => {
    const client = await createPrisma(await awayUrl());
    const started = performance.now();
    const error: unknown = await client.user.findFirst({ select: { id: true } }).catch((thrown: unknown) => thrown);
    expect(databaseError(error)?.code).toBe("SERVICE_UNAVAILABLE");
    expect(performance.now() - started).toBeLessThan(2_000);
    await client.$disconnect();
  });
});

function onAServer(): void {
  const sleepers = async () => {
    // Raw: what a server is doing is no table of ours.
    const rows = await prisma.$queryRaw<{ at: bigint }[]>`
      SELECT COUNT(*) AS at FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(31)%' AND INFO NOT LIKE '%PROCESSLIST%'`;
    return Number(rows[0]?.at);
  };

  it("keeps so many statements prepared as it is told, and closes the others", async () => {
    const url = new URL(env.DATABASE_URL);
    url.searchParams.set("connectionLimit", "1");
    url.searchParams.set("prepareCacheLength", "5");
    const client = await createPrisma(url.href);
    // Raw: what a server is doing is no table of ours. Of this one connection, as other suites use the server as well.
    const prepared = async () => {
      const rows = await client.$queryRaw<{ Variable_name: string; Value: string }[]>`
        SHOW SESSION STATUS WHERE Variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')`;
      const of = (name: string) => Number(rows.find(({ Variable_name }) => Variable_name === name)?.Value);
      return of("Com_stmt_prepare") - of("Com_stmt_close");
    };
    const of = (size: number) => Array.from({ length: size }, (_, at) => `nobody-${at}`);
    const ask = (size: number) => client.user.count({ where: { id: { in: of(size) } } });
    await ask(2);
    const before = await prepared();
    for (let round = 0; round < 2; round += 1) for (let size = 2; size < 40; size += 1) expect(await ask(size)).toBe(0);
    expect((await prepared()) - before).toBeLessThan(30);
    await client.$disconnect();
  });

  it("F3: a transaction that runs out of time does not wait for its statement, which the server gives up as well", async () => {
    const client = await createPrisma(env.DATABASE_URL);
    // Raw: Prisma has no statement that takes its time.
    const slow = client.$transaction((tx) => tx.$queryRaw`SELECT SLEEP(31)`, { timeout: 500 });
    const error: unknown = await slow.catch((thrown: unknown) => thrown);
    expect(databaseError(error)?.code).toBe("SERVICE_UNAVAILABLE");
    await expect.poll(sleepers, { timeout: 15_000 }).toBe(0);
    expect(await client.user.count()).toBe(await prisma.user.count());
    await client.$disconnect();
  });
}

const query = (sql: string) => ({ sql, args: [], argTypes: [] });
const VALUES = {
  text: "'Ada'",
  empty: "''",
  nothing: "NULL",
  moment: "CAST('2026-11-26 21:24:10.123' AS DATETIME(3))",
  "a whole second": "CAST('1960-01-02 03:04:05' AS DATETIME(3))",
  "without a fraction": "CAST('2040-12-31 23:59:59' AS DATETIME)",
  "no moment": "CAST(NULL AS DATETIME(3))",
  day: "CAST('2026-11-26' AS DATE)",
  time: "CAST('21:24:10' AS TIME)",
  count: "COUNT(*)",
  large: "9223372036854775807",
  small: "CAST(7 AS INT)",
  exact: "CAST(1.50 AS DECIMAL(5,2))",
  rough: "1.5e0",
  bytes: "X'00FF'",
  json: "JSON_OBJECT('a', 1)",
};
const MOMENTS = ["moment", "a whole second", "without a fraction"];

function rowsOfAServer(): void {
  const theirs = new PrismaMariaDb(mariaDbPool(env.DATABASE_URL)).connect();
  const ours = new MariaDbAdapter(mariaDbPool(env.DATABASE_URL), () => undefined).connect();
  afterAll(async () => {
    await (await theirs).dispose();
    await (await ours).dispose();
  });

  it.each(Object.entries(VALUES))("reads %s as Prisma's adapter does", async (name, value) => {
    const sql = `SELECT ${value} AS v`;
    const [expected, found] = [await (await theirs).queryRaw(query(sql)), await (await ours).queryRaw(query(sql))];
    const isMoment = MOMENTS.includes(name);
    const read = ({ rows, ...rest }: typeof found) => {
      const [[first] = []] = rows;
      return { ...rest, value: isMoment ? new Date(String(first)).toISOString() : first };
    };
    expect(read(found)).toEqual(read(expected));
    expect(read(found).value).not.toBe("Invalid Date");
  });

  it("reads them in a transaction as well, and says what was written", async () => {
    const adapter = await ours;
    const begun = await adapter.startTransaction();
    const { rows } = await begun.queryRaw(query(`SELECT ${VALUES.moment} AS v, ${VALUES.nothing} AS n`));
    expect(rows).toEqual([["2026-11-26T21:24:10.123+00:00", null]]);
    expect(await begun.executeRaw(query("DO 1"))).toBe(0);
    await begun.rollback();
  });

  it("fails as Prisma's adapter does", async () => {
    const wrong = query("SELECT nothing FROM nowhere");
    const reason = (adapter: typeof ours) =>
      adapter.then((made) => made.queryRaw(wrong)).catch((error: unknown) => error);
    const expected = await reason(theirs);
    expect(expected).toMatchObject({ cause: { kind: "TableDoesNotExist" } });
    expect(await reason(ours)).toEqual(expected);
  });
}

function onAFile(): void {
  it("F1: heals by itself as soon as the file can be opened", async () => {
    const url = await awayUrl();
    const client = await createPrisma(url);
    await expect(client.user.count()).rejects.toThrow("cannot be opened");
    rmdirSync(url.slice("file:".length));
    await expect(client.user.count()).rejects.toThrow("no such table");
    await client.$disconnect();
  });

  it("F14: waits its turn when another process writes between a transaction's read and its write", async () => {
    const { id } = await makeUser();
    const writer = new Worker(WRITER, { eval: true, workerData: { file: env.DATABASE_URL.slice("file:".length), id } });
    const ended = once(writer, "exit");
    await once(writer, "message");
    for (let round = 0; round < ROUNDS; round += 1) {
      await prisma.$transaction(async (tx) => {
        const { version } = await tx.user.findUniqueOrThrow({ where: { id }, select: { version: true } });
        await tx.user.updateMany({ where: { id }, data: { version: version + 1 } });
      });
    }
    await ended;
    const { version } = await prisma.user.findUniqueOrThrow({ where: { id }, select: { version: true } });
    expect(version).toBe(1 + 2 * ROUNDS);
  });
}

// Not skipped but left out on MySQL, where there is no file.
if (testDatabaseKind === "mysql") describe("createPrisma on a server", onAServer);
if (testDatabaseKind === "mysql") describe("the rows of a server", rowsOfAServer);
if (testDatabaseKind === "sqlite") describe("createPrisma on a file", onAFile);

describe("what is stored", () => {
  it("I6: comes back byte for byte, at full length", async () => {
    for (const name of [
      "😀".repeat(100),
      "Zoe\u0308",
      "Zo\u00eb",
      "O’Brien \\ % _ ' \" `",
      "e\u0301\u200d\u202e",
      "ſtraße ꜳ",
    ]) {
      const user = await makeUser({ name });
      const row = await prisma.user.findUniqueOrThrow({ where: { id: user.id }, select: { name: true } });
      expect(row.name).toBe(name);
    }
  });

  it("keeps times to the millisecond in UTC, over the range that MySQL has", async () => {
    for (const time of [
      "1000-01-01T00:00:00.001Z",
      "1969-12-31T23:59:59.999Z",
      "2026-03-08T07:30:00.123Z",
      "9999-12-31T23:59:59.999Z",
    ]) {
      const user = await makeUser({ createdAt: new Date(time) });
      const row = await prisma.user.findUniqueOrThrow({ where: { id: user.id }, select: { createdAt: true } });
      expect(row.createdAt.toISOString()).toBe(new Date(time).toISOString());
    }
  });

  it("A21: is compared byte by byte: neither case nor marks make two texts one", async () => {
    await makeUser({ email: "case@example.org" });
    // A blank at the end would be ignored by MariaDB alone; no column that is compared can hold one.
    for (const email of ["CASE@example.org", "cáse@example.org", "case@example.or", "case@example.org\u0000"]) {
      expect(await prisma.user.findUnique({ where: { email }, select: { id: true } }), email).toBeNull();
    }
  });

  it("D6: loses what hangs on a deleted user", async () => {
    const user = await makeUser();
    await signedIn(user);
    await prisma.user.deleteMany({ where: { id: user.id } });
    const where = { userId: user.id };
    expect(await prisma.session.count({ where })).toBe(0);
    expect(await prisma.userSearchTerm.count({ where })).toBe(0);
  });

  it("has UUIDv7 keys, which sort by time", async () => {
    const first = await makeUser();
    const second = await makeUser();
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first.id <= second.id || first.id.slice(0, 13) === second.id.slice(0, 13)).toBe(true);
  });

  it("is on the engine that this run is for", () => {
    expect(env.DATABASE_URL.startsWith(testDatabaseKind === "sqlite" ? "file:" : "mysql:")).toBe(true);
  });
});
