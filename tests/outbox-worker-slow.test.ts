import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { transaction } from "@/lib/db-retry";
import { sendMail } from "@/lib/mailer";
import { prisma } from "@/lib/prisma";
import { enqueueMail } from "@/services/outbox.service";
import { startOutboxWorker } from "@/services/outbox-worker";
import { resetDatabase } from "./helpers/database";

// A mail server that answers when the test says so.
vi.mock("@/lib/mailer", () => ({ sendMail: vi.fn() }));

const HOUR_MS = 3_600_000;
const send = vi.mocked(sendMail);
let accept: () => void;

const enqueue = () =>
  transaction((tx) => enqueueMail(tx, { to: "ada@example.org", template: "addressTaken", data: { name: "Ada" } }));
const sent = () => prisma.outboxMail.count({ where: { sentAt: { not: null } } });
const sending = (count: number) => vi.waitFor(() => expect(send).toHaveBeenCalledTimes(count), { timeout: 5_000 });

beforeEach(async () => {
  await resetDatabase();
  send.mockReset();
  send.mockResolvedValue();
  const slow = new Promise<void>((resolve) => {
    accept = resolve;
  });
  send.mockReturnValueOnce(slow);
});
afterEach(() => accept());

describe("startOutboxWorker, while a mail is being sent", () => {
  it("stops only when that mail is recorded as sent, and starts no other", async () => {
    await enqueue();
    await enqueue();
    const worker = startOutboxWorker({ intervalMs: HOUR_MS });
    await sending(1);
    const stopped = worker.stop();
    const first = await Promise.race([
      stopped.then(() => "stopped"),
      new Promise((resolve) => setTimeout(resolve, 100, "waiting")),
    ]);
    expect(first).toBe("waiting");
    accept();
    await stopped;
    expect(await sent()).toBe(1);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("remembers that it was woken", async () => {
    await enqueue();
    const worker = startOutboxWorker({ intervalMs: HOUR_MS });
    await sending(1);
    await enqueue();
    worker.wake();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(send).toHaveBeenCalledTimes(1);
    accept();
    await sending(2);
    await worker.stop();
    expect(await sent()).toBe(2);
  });
});
