import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, it } from "vitest";
import { startApi } from "../helpers/api-server";
import { healedAfter, slowest, type Timed, timed } from "../helpers/fault-client";
import { Sheet } from "../helpers/fault-sheet";
import { auditFaults, type FaultWorld, isSound, makeFaultWorld } from "../helpers/fault-world";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { startOwnMariaDb } from "../helpers/own-mariadb";
import { isShort } from "../helpers/prove-profile";
import { type Running, stop } from "../helpers/server-process";
import { mountSmallDisk } from "../helpers/small-disk";

const sheet = new Sheet();
const running: Running[] = [];
const worlds: FaultWorld[] = [];

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "gatehouse-faults-"));
}

type Setting = { folder?: string; url?: string; env?: Record<string, string>; stdout?: number };

async function setUp({ folder = newFolder(), url = `file:${join(folder, "app.db")}`, env = {}, stdout }: Setting = {}) {
  const world = await makeFaultWorld(url);
  worlds.push(world);
  const variables = { DATABASE_URL: url, MAIL_DIR: join(newFolder(), "mail"), ...env };
  const server = await startApi(variables, stdout);
  running.push(server);
  let count = 0;
  const { cookie } = world;
  return {
    url,
    world,
    server,
    live: () => timed("GET", `${server.url}/api/health`),
    read: () => timed("GET", `${server.url}/api/users?limit=5`, { cookie }),
    create: () => {
      count += 1;
      const body = { email: `person-${count}@example.org`, name: `Person ${count}`, role: "USER" };
      return timed("POST", `${server.url}/api/users`, { cookie, body });
    },
  };
}

async function repeat(count: number, ask: () => Promise<Timed>): Promise<Timed[]> {
  const answers: Timed[] = [];
  for (let turn = 0; turn < count; turn += 1) answers.push(await ask());
  return answers;
}

afterEach(async () => {
  for (const server of running.splice(0)) await stop(server, "SIGKILL");
  for (const { db } of worlds.splice(0)) await db.$disconnect();
});

afterAll(() => sheet.publish("faults-process", "A process whose surroundings fail (SQLite)"));

describe("a disk that is full", () => {
  it("F8: writes are refused with 503 and reads go on; heals as soon as there is room; nothing is corrupt", async (context) => {
    const disk = mountSmallDisk(4);
    if (!disk) return context.skip("no file system may be mounted here");
    const { url, world, live, read, create } = await setUp({ folder: disk.folder });
    const before = await repeat(5, create);
    disk.fill();
    const refused = await repeat(200, create);
    const reads = await repeat(20, read);
    const alive = await repeat(20, live);
    disk.free();
    const healed = await healedAfter(create, 10_000);
    const after = await repeat(20, create);
    const acknowledged = [...before, ...refused, ...after].filter(({ status }) => status === 201).length;
    // One more is the admin, one the write that healed.
    const missing = acknowledged + 2 - (await world.db.user.count());
    sheet.only("F8 before and after the disk is full", [...before, ...after], 201);
    sheet.atLeast("F8 writes refused", refused.filter(({ status }) => status === 503).length, 1);
    sheet.only("F8 writes on a full disk", refused, 201, 503);
    sheet.only("F8 reads on a full disk", reads, 200);
    sheet.only("F8 live on a full disk", alive, 200);
    sheet.within("F8 slowest answer on a full disk", slowest([...refused, ...reads, ...alive]), 5_000);
    sheet.within("F8 heals after", healed, 2_000);
    sheet.never("F8 acknowledged writes that are lost, or others that are there", Math.abs(missing));
    sheet.never("F8 corrupt pages", (await isSound(world.db)) ? 0 : 1);
    sheet.never("F8 broken chains of audit events", await auditFaults(url));
    await world.db.$disconnect();
    for (const server of running) await stop(server, "SIGKILL");
    disk.unmount();
    sheet.expectAll();
  });

  it.runIf(isMysqlServerAvailable())(
    "F8: MariaDB's disk is full: writes are refused with 503; heals; nothing is lost",
    async (context) => {
      const disk = mountSmallDisk(256);
      if (!disk) return context.skip("no file system may be mounted here");
      const database = await startOwnMariaDb(disk.folder);
      if (!database) throw new Error("There is no MariaDB to start.");
      await database.createDatabase("gatehouse");
      const { url, world, live, create } = await setUp({ url: database.url("gatehouse") });
      const before = await repeat(5, create);
      disk.fill();
      const refused = await repeat(400, create);
      const alive = await repeat(20, live);
      disk.free();
      const healed = await healedAfter(create, 20_000);
      const after = await repeat(20, create);
      const acknowledged = [...before, ...refused, ...after].filter(({ status }) => status === 201).length;
      sheet.only("F8 MariaDB, before and after", [...before, ...after], 201);
      sheet.only("F8 MariaDB, writes on a full disk", refused, 201, 503);
      sheet.atLeast("F8 MariaDB, writes refused", refused.filter(({ status }) => status === 503).length, 1);
      sheet.only("F8 MariaDB, live", alive, 200);
      sheet.within("F8 MariaDB, slowest answer on a full disk", slowest([...refused, ...alive]), 5_000);
      sheet.within("F8 MariaDB heals after", healed, 2_000);
      sheet.never("F8 MariaDB, acknowledged writes lost", acknowledged + 2 - (await world.db.user.count()));
      sheet.never("F8 MariaDB, broken chains of audit events", await auditFaults(url));
      await world.db.$disconnect();
      for (const server of running) await stop(server, "SIGKILL");
      await database.stop();
      disk.unmount();
      sheet.expectAll();
    },
  );

  it("F8: the log's disk is full: requests go on", async () => {
    const full = openSync("/dev/full", "w");
    const { create, read } = await setUp({ stdout: full });
    closeSync(full);
    sheet.only(
      "F8 requests while no line can be logged",
      [...(await repeat(20, create)), ...(await repeat(20, read))],
      200,
      201,
    );
    sheet.expectAll();
  });
});

describe("a log that nobody reads (F9)", () => {
  function openPipe(): { reader: number; writer: number } {
    const pipe = join(newFolder(), "log");
    execFileSync("mkfifo", [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    return { reader, writer: openSync(pipe, constants.O_WRONLY) };
  }

  it("F9: the reader stands still: every request is answered at once, and SIGTERM ends it with 0 within 10 s", async () => {
    const { reader, writer } = openPipe();
    const { server, create, read } = await setUp({ stdout: writer });
    closeSync(writer);
    const answers = [...(await repeat(20, create)), ...(await repeat(isShort ? 600 : 1_500, read))];
    sheet.only("F9 requests beside a log that stands still", answers, 200, 201);
    sheet.within("F9 slowest of them", slowest(answers), 2_000);
    const signalled = performance.now();
    sheet.never("F9 exit code of SIGTERM", (await stop(server)) ?? 1);
    sheet.within("F9 ends after SIGTERM", performance.now() - signalled, 10_000);
    closeSync(reader);
    sheet.expectAll();
  });

  it("F9: the reader is gone: requests go on", async () => {
    const { reader, writer } = openPipe();
    const { read } = await setUp({ stdout: writer });
    closeSync(writer);
    closeSync(reader);
    sheet.only("F9 requests whose log has no reader", await repeat(50, read), 200);
    sheet.expectAll();
  });
});

describe("a clock that is set", () => {
  it("F10: a day forward, two back, and right again: requests go on, sessions hold, nothing is corrupt", async () => {
    const { url, world, server, read, create } = await setUp();
    const answers = [await read(), await create()];
    for (let step = 0; step < 3; step += 1) {
      server.child.kill("SIGUSR2");
      answers.push(...(await repeat(10, create)), ...(await repeat(10, read)));
    }
    const created = answers.filter(({ status }) => status === 201).length;
    sheet.only("F10 requests across three steps of the clock", answers, 200, 201);
    sheet.never("F10 writes lost", created + 1 - (await world.db.user.count()));
    sheet.never("F10 broken chains of audit events", await auditFaults(url));
    // The one of a clock that was ahead goes out when the true time has caught up.
    sheet.never("F10 mails neither sent nor waiting", created - (await world.db.outboxMail.count()));
    sheet.expectAll();
  });
});

describe("a server that is told to end", () => {
  it("F7: SIGTERM amid writes and beside a connection that says nothing: what is in flight is answered, it ends with 0 within 10 s", async () => {
    const { world, server, create } = await setUp();
    const silent = connect(server.port, "127.0.0.1").on("error", () => undefined);
    await create();
    const answers: Timed[] = [];
    // 0 is a connection that was refused, as nobody listens any more.
    const writer = async () => {
      while (answers.at(-1)?.status !== 0) answers.push(await create());
    };
    const writers = Array.from({ length: 10 }, writer);
    while (answers.length < 20) await sleep(5);
    const signalled = performance.now();
    const code = await stop(server);
    const seconds = performance.now() - signalled;
    await Promise.all(writers);
    silent.destroy();
    const acknowledged = answers.filter(({ status }) => status === 201).length;
    sheet.only("F7 writes across the end", answers, 201, 503, 0);
    sheet.atLeast("F7 writes acknowledged", acknowledged, 10);
    sheet.never("F7 exit code of SIGTERM amid writes", code ?? 1);
    sheet.within("F7 ends after SIGTERM", seconds, 10_000);
    // One more is the admin, one the write before.
    sheet.never(
      "F7 writes lost, or made and not acknowledged",
      Math.abs(acknowledged + 2 - (await world.db.user.count())),
    );
    sheet.expectAll();
  });
});
