import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import { Prisma } from "@/generated/mysql/client";
import { transaction } from "@/lib/db-retry";
import { prisma, type Tx } from "@/lib/prisma";
import { toAppError } from "@/server/errors";
import { testDatabaseKind } from "./helpers/database";
import { atOnce } from "./helpers/verdicts";
import { makeUser } from "./helpers/world";

const isMysql = testDatabaseKind === "mysql";

const failure = (code: string, originalCode?: string) =>
  new Prisma.PrismaClientKnownRequestError("?", {
    code,
    clientVersion: "7",
    meta: { driverAdapterError: { cause: { originalCode } } },
  });

/** Waits until so many have come, and for nobody after that. */
function meetingOf(size: number): () => Promise<void> {
  const events = new EventEmitter();
  const complete = once(events, "complete");
  let come = 0;
  return async () => {
    come += 1;
    if (come === size) events.emit("complete");
    await complete;
  };
}

async function versionOf(id: string): Promise<number> {
  const { version } = await prisma.user.findUniqueOrThrow({ where: { id }, select: { version: true } });
  return version;
}

describe("transaction (D7)", () => {
  it.each([
    ["a deadlock", failure("P2034")],
    ["a lock wait", failure("P2039", "1205")],
    ["a row that has changed since it was read", failure("P2039", "1020")],
  ])("runs the whole of the work again after %s, and only the last run counts", async (_name, error) => {
    const { id } = await makeUser();
    let runs = 0;
    const result = await transaction(async (tx) => {
      runs += 1;
      await tx.user.updateMany({ where: { id }, data: { version: { increment: 10 } } });
      if (runs < 3) throw error;
      return runs;
    });
    expect(result).toBe(3);
    expect(await versionOf(id)).toBe(11);
  });

  it("gives up after five tries, with what was thrown", async () => {
    const error = failure("P2034");
    let runs = 0;
    const work = transaction(async () => {
      runs += 1;
      throw error;
    });
    await expect(work).rejects.toBe(error);
    expect(runs).toBe(5);
  });

  it.each([failure("P2002"), failure("P2039", "1064"), failure("P2039"), new Error("ours"), "a text"])(
    "does not run again after anything else (%#), and changes nothing (D5)",
    async (error) => {
      const { id } = await makeUser();
      let runs = 0;
      const work = transaction(async (tx) => {
        runs += 1;
        await tx.user.updateMany({ where: { id }, data: { version: { increment: 10 } } });
        throw error;
      });
      await expect(work).rejects.toBe(error);
      expect(runs).toBe(1);
      expect(await versionOf(id)).toBe(1);
    },
  );

  it("D7: makes the loser of a real deadlock succeed, with each change made once", async () => {
    const [first, second] = [await makeUser(), await makeUser()];
    const both = isMysql ? meetingOf(2) : async () => undefined;
    let runs = 0;
    const increase = (ids: string[]) =>
      transaction(async (tx) => {
        runs += 1;
        for (const id of ids) {
          await tx.user.updateMany({ where: { id }, data: { version: { increment: 1 } } });
          // Each holds one row and is about to ask for the other's.
          await both();
        }
      });
    await Promise.all([increase([first.id, second.id]), increase([second.id, first.id])]);
    expect([await versionOf(first.id), await versionOf(second.id)]).toEqual([3, 3]);
    // SQLite has one writer at a time, so none can be lost.
    if (isMysql) expect(runs).toBeGreaterThanOrEqual(3);
    else expect(runs).toBe(2);
  });

  it("D7: makes 20 who take two rows in either order all succeed", async () => {
    const ids = [(await makeUser()).id, (await makeUser()).id];
    const increase = (index: number) =>
      transaction(async (tx) => {
        for (const id of index % 2 === 0 ? ids : ids.toReversed()) {
          await tx.user.updateMany({ where: { id }, data: { version: { increment: 1 } } });
        }
      });
    // A few at a time, as five tries are no promise to any number of rivals.
    for (let round = 0; round < 5; round += 1) await Promise.all(atOnce(4, increase));
    for (const id of ids) expect(await versionOf(id)).toBe(21);
  });

  it("D7: tries again after a real lock wait that ran out", async () => {
    const { id } = await makeUser();
    const events = new EventEmitter();
    const [held, done] = [once(events, "held"), once(events, "done")];
    const increase = (tx: Tx) => tx.user.updateMany({ where: { id }, data: { version: { increment: 1 } } });
    const holding = prisma.$transaction(
      async (tx) => {
        await increase(tx);
        events.emit("held");
        if (isMysql) await done;
      },
      { timeout: 60_000 },
    );
    await held;
    let runs = 0;
    await transaction(async (tx) => {
      runs += 1;
      if (runs > 1) {
        events.emit("done");
        await holding;
      }
      // At once, where the server lets it be none at all.
      if (isMysql) await tx.$executeRawUnsafe("SET SESSION innodb_lock_wait_timeout = 0");
      await increase(tx);
    });
    await holding;
    expect(await versionOf(id)).toBe(3);
    expect(runs).toBe(isMysql ? 2 : 1);
  });
});

describe("many transactions at once", () => {
  const increase = (id: string) =>
    transaction((tx) => tx.user.updateMany({ where: { id }, data: { version: { increment: 1 } } }));

  it("F14: leave connections and timers their turn before the last of them is done", async () => {
    const writers = await Promise.all(atOnce(10, () => makeUser()));
    const each = 10;
    const count = writers.length * each;
    let done = 0;
    let doneAtSecondTurn = count;
    // One turn may have begun already.
    setImmediate(() => setImmediate(() => (doneAtSecondTurn = done)));
    const write = async ({ id }: { id: string }) => {
      for (let turn = 0; turn < each; turn += 1) {
        await increase(id);
        done += 1;
      }
    };
    await Promise.all(writers.map(write));
    expect(doneAtSecondTurn).toBeLessThan(count);
    for (const { id } of writers) expect(await versionOf(id)).toBe(each + 1);
  });

  async function refusesWhoWaitsTooLong(): Promise<void> {
    const { id } = await makeUser();
    const events = new EventEmitter();
    const [held, done] = [once(events, "held"), once(events, "done")];
    const holding = prisma.$transaction(
      async () => {
        events.emit("held");
        await done;
      },
      { timeout: 60_000 },
    );
    await held;
    const refused = await Promise.all(atOnce(4, () => increase(id).then(() => null, toAppError)));
    events.emit("done");
    await holding;
    expect(refused.map((error) => error?.code)).toEqual(Array(4).fill("SERVICE_UNAVAILABLE"));
    expect(await versionOf(id)).toBe(1);
  }

  // On MariaDB each has a connection of its own, and the pool has its own time.
  if (!isMysql) it("F14: are refused with 503 where SQLite's writer never comes to them", refusesWhoWaitsTooLong);
});
