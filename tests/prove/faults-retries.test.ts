import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, it } from "vitest";
import { now } from "@/lib/clock";
import type { Db } from "@/lib/prisma";
import { newUserColumns, userCreation } from "@/services/user-columns";
import { startApi } from "../helpers/api-server";
import { timed } from "../helpers/fault-client";
import { Sheet } from "../helpers/fault-sheet";
import { auditFaults, type FaultWorld, makeFaultWorld } from "../helpers/fault-world";
import { isMysqlServerAvailable } from "../helpers/mysql-available";
import { startOwnMariaDb } from "../helpers/own-mariadb";
import { isShort } from "../helpers/prove-profile";
import { freePort, type Running, stop } from "../helpers/server-process";

const KILLS = isShort ? 3 : 30;
const ACCOUNTS = 10;
/** Between one change and the next; whoever waits for an answer keeps nobody else from asking. */
const EVERY_MS = 50;
const MAX_WAITING = 16;
const AGAIN_MS = 300;
const NAME = "gatehouse";
const ENGINES = isMysqlServerAvailable() ? (["SQLite", "MariaDB"] as const) : (["SQLite"] as const);

const sheet = new Sheet();

/** How one change ended, as far as who asked for it can tell. */
type End = { isLost: boolean; tries: number };

/** Asks for one change until there is an answer, as a client does that wants it made once. */
async function change(url: string, { cookie }: FaultWorld, id: string, leaving: AbortSignal): Promise<End | null> {
  const body = { name: `Person ${randomUUID()}` };
  const headers = { "idempotency-key": randomUUID() };
  for (let tries = 1; !leaving.aborted; tries += 1) {
    const { envelope } = await timed("PATCH", `${url}/api/users/${id}`, { cookie, body, headers });
    if (envelope?.success) return { isLost: false, tries };
    if (envelope && /was carried out/.test(envelope.error.message)) return { isLost: true, tries };
    await sleep(AGAIN_MS);
  }
  return null;
}

async function killAgainAndAgain(databaseUrl: string, port: number): Promise<Running> {
  const variables = {
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    MAIL_DIR: join(tmpdir(), "gatehouse-faults-mail"),
  };
  let server = await startApi(variables);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(randomInt(100, 1_000));
    await stop(server, "SIGKILL");
    server = await startApi(variables);
  }
  return server;
}

async function makeAccounts(db: Db): Promise<string[]> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) =>
    newUserColumns({ name: "Before", email: `${index}@example.org` }, now()),
  );
  await db.$transaction(accounts.flatMap((account) => userCreation(db, account)));
  return accounts.map(({ id }) => id);
}

/** Asks for changes of these accounts in turn, until it is stopped; `stop` waits for the answer to each. */
function askAllTheTime(url: string, world: FaultWorld, ids: readonly string[]) {
  const ends: End[] = [];
  const silent: unknown[] = [];
  const leaving = new AbortController();
  const waiting = new Set<Promise<void>>();
  const ask = async (id: string) => {
    const end = await change(url, world, id, leaving.signal);
    if (end) ends.push(end);
  };
  let turn = 0;
  const timer = setInterval(() => {
    if (waiting.size >= MAX_WAITING) return;
    turn += 1;
    const asked = ask(ids[turn % ids.length] ?? "")
      .catch((error: unknown) => void silent.push(error))
      .finally(() => waiting.delete(asked));
    waiting.add(asked);
  }, EVERY_MS);
  return {
    giveUp() {
      clearInterval(timer);
      leaving.abort();
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(waiting);
      return { ends, silent };
    },
  };
}

async function prove(engine: string, databaseUrl: string): Promise<void> {
  const world = await makeFaultWorld(databaseUrl);
  const { db } = world;
  const ids = await makeAccounts(db);
  const port = await freePort();
  const asking = askAllTheTime(`http://127.0.0.1:${port}`, world, ids);
  const killed = killAgainAndAgain(databaseUrl, port);
  // Without a server nobody would get an answer, so nobody is waited for then.
  const server = await killed.catch((error: unknown) => {
    asking.giveUp();
    throw error;
  });
  const { ends, silent } = await asking.stop();
  await stop(server);
  const { _sum: sum } = await db.user.aggregate({ where: { id: { in: ids } }, _sum: { version: true } });
  const made = (sum.version ?? 0) - ACCOUNTS;
  const events = await db.auditEvent.count({ where: { accountId: { in: ids } } });
  const again = ends.filter(({ tries }) => tries > 1).length;
  const lost = ends.filter(({ isLost }) => isLost).length;
  await db.$disconnect();
  sheet.never(`D3 ${engine}: requests that nobody answered`, silent.length, String(silent[0]));
  sheet.never(`D3 ${engine}: changes made twice or not at all (of ${ends.length})`, Math.abs(made - ends.length));
  sheet.never(`D3 ${engine}: events too many or too few in the audit log`, Math.abs(events - ends.length));
  sheet.never(`D3 ${engine}: broken chains of audit events`, await auditFaults(databaseUrl));
  sheet.atLeast(`D3 ${engine}: changes asked for again (${lost} told that the answer is lost)`, again, 1);
  sheet.expectAll();
}

afterAll(() =>
  sheet.publish("faults-retries", `Retries with an Idempotency-Key while the server is killed ${KILLS} times`),
);

describe("a client that asks again with its Idempotency-Key", () => {
  it.each(ENGINES)("D3: has each change made once on %s, however often the server is killed", async (engine) => {
    if (engine === "SQLite") {
      await prove(engine, `file:${join(mkdtempSync(join(tmpdir(), "gatehouse-faults-")), "app.db")}`);
      return;
    }
    const database = await startOwnMariaDb();
    if (!database) throw new Error("MariaDB is gone");
    await database.createDatabase(NAME);
    await prove(engine, database.url(NAME));
    await database.stop();
  });
});
