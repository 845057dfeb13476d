import { existsSync, readdirSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setClock } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { env } from "@/lib/env";
import { enqueueMail } from "@/services/outbox.service";
import { startOutboxWorker } from "@/services/outbox-worker";
import { resetDatabase } from "./helpers/database";
import { captureLogs } from "./helpers/logs";

const HOUR_MS = 3_600_000;
let worker: ReturnType<typeof startOutboxWorker> | undefined;

const start = (intervalMs: number) => {
  worker = startOutboxWorker({ intervalMs });
  return worker;
};
const enqueue = () =>
  transaction((tx) => enqueueMail(tx, { to: "ada@example.org", template: "addressTaken", data: { name: "Ada" } }));
/** A mail that is due in ten seconds. The clock is set right before anything is awaited, so that no delivery sees it. */
const enqueueForLater = () =>
  transaction((tx) => {
    setClock(() => new Date(Date.now() + 10_000));
    const enqueued = enqueueMail(tx, { to: "ada@example.org", template: "addressTaken", data: { name: "Ada" } });
    setClock(null);
    return enqueued;
  });
const files = () => (existsSync(env.MAIL_DIR) ? readdirSync(env.MAIL_DIR).length : 0);
const delivered = (count: number) => vi.waitFor(() => expect(files()).toBe(count), { timeout: 5_000, interval: 20 });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeEach(async () => {
  await resetDatabase();
  rmSync(env.MAIL_DIR, { recursive: true, force: true });
});
afterEach(async () => {
  await worker?.stop();
});

describe("startOutboxWorker", () => {
  it("delivers what is waiting when it starts, more than one batch of it", async () => {
    for (let index = 0; index < 23; index += 1) await enqueue();
    start(HOUR_MS);
    await delivered(23);
  });

  it("delivers shortly after a mail is put in, without being told", async () => {
    start(HOUR_MS);
    await pause(100);
    await enqueue();
    await delivered(1);
  });

  it("looks again after each interval", async () => {
    start(50);
    await pause(400);
    await enqueueForLater();
    await pause(400);
    expect(files()).toBe(0);
    setClock(() => new Date(Date.now() + 11_000));
    await delivered(1);
  });

  it("delivers at once when it is woken", async () => {
    const { wake } = start(HOUR_MS);
    await pause(100);
    await enqueueForLater();
    await pause(500);
    expect(files()).toBe(0);
    setClock(() => new Date(Date.now() + 11_000));
    wake();
    wake();
    await delivered(1);
  });

  it("waits for the delivery in hand when it stops, and delivers nothing after that", async () => {
    for (let index = 0; index < 5; index += 1) await enqueue();
    const { stop, wake } = start(10);
    await vi.waitFor(() => expect(files()).toBeGreaterThan(0), { interval: 1 });
    await stop();
    const before = files();
    await enqueue();
    wake();
    await pause(400);
    expect(files()).toBe(before);
  });

  it("logs and goes on when delivery breaks", async () => {
    const { lines } = await captureLogs(async () => {
      setClock(() => {
        throw new Error("no time");
      });
      start(20);
      await pause(100);
      setClock(null);
      await enqueue();
      await delivered(1);
    });
    expect(lines.find((line) => line.msg === "the outbox could not be worked off")).toMatchObject({ level: "error" });
  });
});
