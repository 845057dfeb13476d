import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { env } from "@/lib/env";
import { prisma } from "@/lib/prisma";
import { open } from "@/lib/secret-box";
import { newToken } from "@/lib/token";
import { deliverDueMails, enqueueMail, queuedMail, readOutboxQueue } from "@/services/outbox.service";
import { withDatabaseAway } from "./helpers/away";
import { resetDatabase } from "./helpers/database";
import { captureLogs } from "./helpers/logs";

const HOUR_MS = 3_600_000;
const { token } = newToken();
let time = new Date("2026-01-02T03:04:05.678Z");

const enqueue = (to = "ada@example.org") =>
  transaction((tx) => enqueueMail(tx, { to, template: "verifyEmail", data: { name: "Ada", token } }));
const row = () => prisma.outboxMail.findFirstOrThrow();
const pass = (milliseconds: number) => {
  time = new Date(time.getTime() + milliseconds);
};
/** Delivery fails as the folder's place is taken by a file. */
const breakDelivery = () => writeFileSync(env.MAIL_DIR, "");

beforeEach(async () => {
  await resetDatabase();
  rmSync(env.MAIL_DIR, { recursive: true, force: true });
  setClock(() => time);
});

describe("enqueueMail (A4)", () => {
  it("keeps recipient and link sealed", async () => {
    await enqueue();
    const { payload, template, attempts, sentAt, nextAttemptAt } = await row();
    expect({ template, attempts, sentAt, nextAttemptAt }).toEqual({
      template: "verifyEmail",
      attempts: 0,
      sentAt: null,
      nextAttemptAt: time,
    });
    expect(payload).not.toMatch(/ada|token/);
    expect(JSON.parse(open(payload, "outbox"))).toMatchObject({
      to: "ada@example.org",
      text: expect.stringContaining(token),
    });
  });

  it("leaves nothing when the transaction fails", async () => {
    const failing = transaction(async (tx) => {
      await enqueueMail(tx, { to: "ada@example.org", template: "addressTaken", data: { name: "Ada" } });
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(await prisma.outboxMail.count()).toBe(0);
  });

  it("refuses a line break in the address (I16)", async () => {
    const to = "ada@example.org\r\nBcc: eve@example.org";
    await expect(enqueue(to)).rejects.toThrow(/line break/);
    expect(() => queuedMail(prisma, { to, template: "addressTaken", data: { name: "Ada" } })).toThrow(/line break/);
    expect(await prisma.outboxMail.count()).toBe(0);
  });
});

describe("deliverDueMails", () => {
  it("sends, and then forgets what it sent", async () => {
    await enqueue();
    expect(await deliverDueMails()).toEqual({ sent: 1, failed: 0 });
    const [file = ""] = readdirSync(env.MAIL_DIR);
    expect(readFileSync(join(env.MAIL_DIR, file), "utf8")).toContain("To: ada@example.org");
    expect(await row()).toMatchObject({ sentAt: time, nextAttemptAt: null, payload: "", attempts: 1 });
    expect(await deliverDueMails()).toEqual({ sent: 0, failed: 0 });
  });

  it("logs neither address nor link, and each line under a job's ID (T8)", async () => {
    await enqueue();
    const { lines } = await captureLogs(() => deliverDueMails());
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.requestId?.startsWith("job_"))).toBe(true);
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(`ada@|${token}`));
  });

  it("sends each mail once, however many work at the same time", async () => {
    for (let index = 0; index < 12; index += 1) await enqueue(`user${index}@example.org`);
    const results = await Promise.all(Array.from({ length: 4 }, () => deliverDueMails()));
    expect(results.reduce((sum, { sent }) => sum + sent, 0)).toBe(12);
    expect(readdirSync(env.MAIL_DIR)).toHaveLength(12);
  });

  it("takes the oldest first, no more than it is told, and stops when asked", async () => {
    for (const index of [1, 2, 3]) {
      await enqueue(`user${index}@example.org`);
      pass(1_000);
    }
    expect(await deliverDueMails({ limit: 2, signal: AbortSignal.abort() })).toEqual({ sent: 0, failed: 0 });
    expect(await deliverDueMails({ limit: 2 })).toEqual({ sent: 2, failed: 0 });
    const { payload } = await prisma.outboxMail.findFirstOrThrow({ where: { sentAt: null } });
    expect(open(payload, "outbox")).toContain("user3@example.org");
  });

  it("tries again later, and later each time, until it works (F11)", async () => {
    await enqueue();
    breakDelivery();
    expect(await deliverDueMails()).toEqual({ sent: 0, failed: 1 });
    const first = await row();
    expect(first).toMatchObject({ attempts: 1, sentAt: null });
    const wait = (first.nextAttemptAt?.getTime() ?? 0) - time.getTime();
    expect(wait).toBeGreaterThanOrEqual(22_500);
    expect(wait).toBeLessThanOrEqual(37_500);
    expect(await deliverDueMails()).toEqual({ sent: 0, failed: 0 });
    pass(wait);
    expect(await deliverDueMails()).toEqual({ sent: 0, failed: 1 });
    const second = await row();
    expect((second.nextAttemptAt?.getTime() ?? 0) - time.getTime()).toBeGreaterThan(wait);
    rmSync(env.MAIL_DIR);
    pass(HOUR_MS);
    expect(await deliverDueMails()).toEqual({ sent: 1, failed: 0 });
  });

  it("gives up after ten attempts over about a day, with an error in the log that names no one", async () => {
    await enqueue();
    const start = time.getTime();
    breakDelivery();
    const { lines } = await captureLogs(async () => {
      for (let next = (await row()).nextAttemptAt; next !== null; next = (await row()).nextAttemptAt) {
        time = next;
        await deliverDueMails();
      }
    });
    expect((await row()).attempts).toBe(10);
    expect(time.getTime() - start).toBeGreaterThan(14 * HOUR_MS);
    expect(time.getTime() - start).toBeLessThan(28 * HOUR_MS);
    expect(lines.map((line) => line.level)).toEqual([...Array(9).fill("warn"), "error"]);
    expect(lines.at(-1)).toMatchObject({
      msg: "mail given up",
      attempts: 10,
      template: "verifyEmail",
      reason: "EEXIST",
    });
    expect(JSON.stringify(lines)).not.toMatch(/ada@/);
  });

  it("sends again after a worker died in the middle, once its claim has run out", async () => {
    await enqueue();
    await prisma.outboxMail.updateMany({ data: { nextAttemptAt: new Date(time.getTime() + 120_000), attempts: 1 } });
    expect(await deliverDueMails()).toEqual({ sent: 0, failed: 0 });
    pass(120_000);
    expect(await deliverDueMails()).toEqual({ sent: 1, failed: 0 });
  });

  it("goes on behind a mail that cannot be opened", async () => {
    await enqueue();
    await prisma.outboxMail.updateMany({ data: { payload: "damaged" } });
    pass(1);
    await enqueue();
    expect(await deliverDueMails()).toEqual({ sent: 1, failed: 1 });
  });

  it("removes what was sent or given up more than a week ago, and nothing that waits", async () => {
    const at = new Date(time.getTime() - 8 * 24 * HOUR_MS);
    const waiting = {
      template: "waiting",
      payload: "x",
      createdAt: at,
      nextAttemptAt: new Date(time.getTime() + 30 * 24 * HOUR_MS),
    };
    await prisma.outboxMail.createMany({
      data: [
        { template: "sent", payload: "", createdAt: at, sentAt: at },
        { template: "given up", payload: "x", createdAt: at },
        { template: "sent today", payload: "", createdAt: at, sentAt: time },
        waiting,
      ],
    });
    pass(2 * HOUR_MS);
    await deliverDueMails();
    const left = await prisma.outboxMail.findMany({ select: { template: true }, orderBy: { template: "asc" } });
    expect(left.map(({ template }) => template)).toEqual(["sent today", "waiting"]);
  });

  it("fails loudly when the database refuses", async () => {
    await expect(deliverDueMails({ limit: Number.NaN })).rejects.toThrow();
  });
});

describe("readOutboxQueue", () => {
  it("counts what waits, from the oldest on, and nothing that is done", async () => {
    expect(await readOutboxQueue()).toEqual({ waiting: 0, oldestAt: null });
    const since = time;
    await enqueue();
    pass(HOUR_MS);
    await enqueue();
    expect(await readOutboxQueue()).toEqual({ waiting: 2, oldestAt: since });
    await deliverDueMails();
    expect(await readOutboxQueue()).toEqual({ waiting: 0, oldestAt: null });
  });

  it("says so when the database is away", async () => {
    await withDatabaseAway(async () => {
      const { readOutboxQueue: readAway } = await import("@/services/outbox.service");
      await expect(readAway()).rejects.toThrow();
    });
  });
});

describe("the mail folder", () => {
  it("may exist already", async () => {
    mkdirSync(env.MAIL_DIR, { recursive: true });
    await enqueue();
    expect(await deliverDueMails()).toEqual({ sent: 1, failed: 0 });
  });
});
