import { randomInt } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, it } from "vitest";
import { killNow, startApi } from "../helpers/api-server";
import { findings } from "../helpers/fault-findings";
import { Ledger } from "../helpers/fault-ledger";
import { Sheet } from "../helpers/fault-sheet";
import { auditFaults, type FaultWorld, makeFaultWorld } from "../helpers/fault-world";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { type OwnMariaDb, startOwnMariaDb } from "../helpers/own-mariadb";
import { isShort } from "../helpers/prove-profile";
import { type Running, stop } from "../helpers/server-process";

const SERVER_KILLS = isShort ? 3 : 100;
const DATABASE_KILLS = isShort ? 3 : 50;
const WRITERS = 6;
const WRITES_BETWEEN = 12;
const SERVERS = 2;
const NAME = "gatehouse";
const SETTLED_WITHIN_MS = 60_000;

const sheet = new Sheet();
const running = new Set<Running>();
let database: OwnMariaDb | null = null;

afterEach(async () => {
  for (const server of running) await stop(server, "SIGKILL");
  running.clear();
  await database?.stop();
  database = null;
});

afterAll(() => sheet.publish("faults-kill", "kill -9 of servers and of the database during writes"));

async function start(url: string): Promise<void> {
  const mails = join(tmpdir(), "gatehouse-faults-mail");
  running.add(await startApi({ DATABASE_URL: url, MAIL_DIR: mails, TRUSTED_PROXIES: "127.0.0.1" }));
}

/** One is killed at some moment of its work, and another takes its place; the rest work on. */
async function killServers(url: string, kills: number, ledger: Ledger): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    const [oldest] = running;
    // It comes up while the others write, as to wait for it would take up most of the time.
    const next = start(url);
    await Promise.all([ledger.progress(randomInt(WRITES_BETWEEN)), kill % 2 === 0 ? next : undefined]);
    if (oldest) {
      running.delete(oldest);
      await killNow(oldest);
    }
    await next;
  }
}

async function killDatabase(own: OwnMariaDb, kills: number, ledger: Ledger): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    await ledger.progress(WRITES_BETWEEN + randomInt(WRITES_BETWEEN));
    await own.kill();
    await own.start();
  }
}

/** What was asked for is done by the workers, in their time. */
async function untilSettled({ db }: FaultWorld): Promise<void> {
  const deadline = Date.now() + SETTLED_WITHIN_MS;
  while (Date.now() < deadline && (await db.accountRequest.count()) > 0) await sleep(250);
}

async function prove(label: string, url: string, work: (ledger: Ledger) => Promise<void>): Promise<void> {
  const world = await makeFaultWorld(url);
  for (let index = 0; index < SERVERS; index += 1) await start(url);
  const ledger = new Ledger({ cookie: world.cookie, urls: () => [...running].map((server) => server.url) });
  const writers = Array.from({ length: WRITERS }, (_, writer) => ledger.write(writer));
  await work(ledger);
  ledger.stop();
  await Promise.all(writers);
  await untilSettled(world);
  const { lost, half, gaps } = await findings(world.db, ledger, world.adminId);
  const { acknowledged, refused, cut } = ledger.counts;
  process.stdout.write(
    `  ${label}: ${acknowledged} writes acknowledged, ${refused} refused with 503 or 429, ${cut} without an answer\n`,
  );
  sheet.atLeast(`${label}, writes acknowledged`, acknowledged, isShort ? 10 : 50);
  sheet.never(
    `${label}, answers that are neither success nor 503 or 429`,
    ledger.strange.length,
    ledger.strange.slice(0, 3).join("; "),
  );
  sheet.never(`${label}, acknowledged writes lost`, lost.length, lost.slice(0, 3).join("; "));
  sheet.never(`${label}, half accounts`, half.length, half.slice(0, 3).join("; "));
  sheet.never(`${label}, gaps in the audit log`, gaps.length, gaps.slice(0, 3).join("; "));
  sheet.never(`${label}, broken chains of audit events`, await auditFaults(url));
  await world.db.$disconnect();
  sheet.expectAll();
}

describe("kill -9 during writes", () => {
  it(`F6: of ${SERVER_KILLS} servers on SQLite`, async () => {
    const url = `file:${join(mkdtempSync(join(tmpdir(), "gatehouse-faults-")), "app.db")}`;
    await prove(`F6 ${SERVER_KILLS} servers, SQLite`, url, (ledger) => killServers(url, SERVER_KILLS, ledger));
  });
});

describe.runIf(isMysqlServerAvailable())("kill -9 during writes, on MariaDB", () => {
  async function startDatabase(): Promise<{ own: OwnMariaDb; url: string }> {
    const own = await startOwnMariaDb();
    if (!own) throw new Error("There is no MariaDB to start.");
    database = own;
    await own.createDatabase(NAME);
    return { own, url: own.url(NAME) };
  }

  it(`F6: of ${SERVER_KILLS} servers`, async () => {
    const { url } = await startDatabase();
    await prove(`F6 ${SERVER_KILLS} servers, MariaDB`, url, (ledger) => killServers(url, SERVER_KILLS, ledger));
  });

  it(`F6: of ${DATABASE_KILLS} databases`, async () => {
    const { own, url } = await startDatabase();
    await prove(`F6 ${DATABASE_KILLS} databases`, url, (ledger) => killDatabase(own, DATABASE_KILLS, ledger));
  });
});
