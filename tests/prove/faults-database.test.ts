import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mariadb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "vitest";
import { startApi } from "../helpers/api-server";
import { healedAfter, slowest, type Timed, timed, watchLag } from "../helpers/fault-client";
import { Sheet } from "../helpers/fault-sheet";
import { type FaultWorld, makeFaultWorld } from "../helpers/fault-world";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { type OwnMariaDb, startOwnMariaDb } from "../helpers/own-mariadb";
import { isShort } from "../helpers/prove-profile";
import { type Running, stop } from "../helpers/server-process";
import { startProxy, type TcpProxy } from "../helpers/tcp-proxy";

const NAME = "gatehouse";
const AT_ONCE = 20;
const HEAL_MS = 2_000;
/** Sixty at once, cold, and beside other work wait too long for one of ten connections; that is for the full profile. */
const HEALED = isShort ? [200, 503] : [200];

const sheet = new Sheet();

describe.runIf(isMysqlServerAvailable())("a database that fails", () => {
  let database: OwnMariaDb;
  let proxy: TcpProxy;
  let world: FaultWorld;
  let server: Running;
  let lag: ReturnType<typeof watchLag>;
  /** When the fault began whose answers are judged next. */
  let begun = 0;

  const get = (path: string) => timed("GET", server.url + path, { cookie: world.cookie });
  const ready = () => get("/api/health/ready");
  const live = () => get("/api/health");
  const list = () => get("/api/users?limit=5");
  const write = () =>
    timed("PATCH", `${server.url}/api/users/${world.adminId}`, {
      cookie: world.cookie,
      body: { name: `Ada ${Math.random()}` },
    });
  const all = (ask: () => Promise<Timed>, count = AT_ONCE) => Promise.all(Array.from({ length: count }, ask));
  const mixed = async () => (await Promise.all([all(list), all(() => get("/api/auth/session")), all(write)])).flat();
  const start = async () => {
    server = await startApi({ DATABASE_URL: database.url(NAME, proxy.port) });
    lag = watchLag();
    begun = performance.now();
  };
  const end = async () => {
    lag.stop();
    if (server.child.exitCode !== null)
      process.stderr.write(`The server has ended:\n${server.output().slice(-2_000)}\n`);
    const faults = server
      .output()
      .split("\n")
      .filter((line) => line.includes('"INTERNAL_ERROR"'));
    for (const line of faults.slice(0, 3)) process.stderr.write(`${line.slice(0, 2_000)}\n`);
    await stop(server);
  };
  const heal = async (what: string) => {
    const since = performance.now();
    sheet.within(`${what} heals after`, await healedAfter(ready, 15_000), HEAL_MS, lag.worst(since));
  };
  const bounded = (what: string, answers: readonly Timed[], limitMs: number) =>
    sheet.within(`${what}, slowest answer`, slowest(answers), limitMs, lag.worst(begun));

  /** Reads and writes without a break while `work` goes on. */
  async function meanwhile(work: () => Promise<void>): Promise<Timed[]> {
    const answers: Timed[] = [];
    let going = true;
    const loop = async () => {
      while (going) answers.push(await write(), await list());
    };
    const loops = Array.from({ length: AT_ONCE }, loop);
    await sleep(500);
    begun = performance.now();
    await work();
    going = false;
    await Promise.all(loops);
    return answers;
  }

  beforeAll(async () => {
    const own = await startOwnMariaDb();
    if (!own) throw new Error("There is no MariaDB to start.");
    database = own;
    await database.createDatabase(NAME);
    world = await makeFaultWorld(database.url(NAME));
  });

  afterAll(async () => {
    await world?.db.$disconnect();
    await database?.stop();
    sheet.publish("faults-database", "A database that fails (MariaDB)");
  });

  beforeEach(async () => {
    proxy = await startProxy(database.port);
    await start();
  });

  afterEach(async () => {
    await end();
    await proxy.stop();
  });

  it("F1: is down at the start: live 200, ready and requests 503 within 1 s; heals by itself", async () => {
    await end();
    await database.kill();
    await start();
    const alive = await all(live);
    const readiness = await ready();
    const answers = await mixed();
    sheet.only("F1 live", alive, 200);
    sheet.only("F1 ready and requests", [readiness, ...answers], 503);
    bounded("F1", [...alive, readiness, ...answers], 1_000);
    await database.start();
    await heal("F1");
    sheet.only("F1 healed", await mixed(), ...HEALED);
    sheet.expectAll();
  });

  it("F2: is killed in the middle: no answer takes over 3 s; heals within 2 s", async () => {
    const during = await meanwhile(async () => {
      await database.kill();
      await sleep(3_000);
      await database.start();
      await heal("F2 killed");
    });
    sheet.only("F2 killed", during, 200, 503);
    bounded("F2 killed", during, 3_000);
    sheet.only("F2 killed and healed", await mixed(), ...HEALED);
    sheet.expectAll();
  });

  it("F2: cuts every connection again and again: answers are 200 or 503, none over 3 s", async () => {
    const during = await meanwhile(async () => {
      for (let round = 0; round < 10; round += 1) {
        await sleep(50 + 20 * round);
        proxy.cut();
      }
      await heal("F2 cut");
    });
    sheet.only("F2 cut", during, 200, 503);
    bounded("F2 cut", during, 3_000);
    sheet.expectAll();
  });

  it("F2: is 50 ms away: all succeed", async () => {
    await mixed();
    proxy.delay(50);
    sheet.only("F2 50 ms on every packet", await Promise.all([list(), get("/api/auth/session"), write()]), 200);
    sheet.expectAll();
  });

  it("F3: hangs (SIGSTOP): every answer within 5 s, live at once; heals", async () => {
    await mixed();
    database.freeze();
    begun = performance.now();
    const [first, alive] = await Promise.all([mixed(), all(live)]);
    const second = await mixed();
    bounded("F3 frozen", [...first, ...second], 5_000);
    database.thaw();
    await heal("F3 frozen");
    sheet.only("F3 frozen", [...first, ...second], 503);
    sheet.only("F3 frozen, live", alive, 200);
    sheet.expectAll();
  });

  it("F3: falls silent in the middle of statements (black hole): every answer within 5 s; heals", async () => {
    const during = await meanwhile(async () => {
      proxy.set("hang");
      await sleep(8_000);
      proxy.cut();
      proxy.set("pass");
      await heal("F3 silent");
    });
    sheet.only("F3 silent", during, 200, 503);
    bounded("F3 silent", during, 5_000);
    sheet.expectAll();
  });

  it("F4: has no connection left: 503 within 1 s, health still answers; heals", async () => {
    await mixed();
    const blocker = await createConnection({ host: "127.0.0.1", port: database.port, user: "root", database: NAME });
    await blocker.beginTransaction();
    await blocker.query("SELECT id FROM users FOR UPDATE");
    const writers = all(write, 10);
    await sleep(300);
    begun = performance.now();
    const [answers, alive, readiness] = await Promise.all([all(list), all(live), ready()]);
    bounded("F4 exhausted", [...answers, ...alive, readiness], 1_000);
    await blocker.rollback();
    await blocker.end();
    const held = await writers;
    await heal("F4");
    sheet.only("F4 exhausted", answers, 503);
    sheet.only("F4 live", alive, 200);
    sheet.only("F4 those who held the connections", held, 200, 503);
    bounded("F4 those who held the connections", held, 5_000);
    sheet.expectAll();
  });
});
