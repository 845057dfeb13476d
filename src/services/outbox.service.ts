import { channel } from "node:diagnostics_channel";
import { z } from "zod";
import { now } from "@/lib/clock";
import { logger } from "@/lib/logger";
import { type Mail, sendMail } from "@/lib/mailer";
import { prisma, type Statement, type Tx } from "@/lib/prisma";
import { runWithRequestId } from "@/lib/request-context";
import { newRequestId } from "@/lib/request-id";
import { open, seal } from "@/lib/secret-box";
import { type MailContent, renderMail } from "./mail-template";

/** Told whenever a mail is put into the outbox; process-wide, as bundles may hold several copies of this module. */
export const OUTBOX_CHANNEL = "gatehouse:outbox";

const PURPOSE = "outbox";
const DEFAULT_LIMIT = 20;
/** Longer than any delivery may take, so that a mail which is being sent is not claimed again. */
const LEASE_MS = 2 * 60 * 1000;
/** Ten attempts, each 2.5 times later than the one before: about 21 hours in all. */
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_MS = 30 * 1000;
const RETRY_FACTOR = 2.5;
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;
const PURGE_INTERVAL_MS = 60 * 60 * 1000;

const mailSchema = z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string() });
const dueSelect = { id: true, template: true, payload: true, attempts: true, nextAttemptAt: true } as const;

type DueMail = { id: string; template: string; payload: string; attempts: number; nextAttemptAt: Date | null };
type DeliveryOptions = { limit?: number; signal?: AbortSignal };
type Delivery = { sent: number; failed: number };

function later(milliseconds: number): Date {
  return new Date(now().getTime() + milliseconds);
}

type NewMail = { to: string } & MailContent;

/**
 * What puts a mail into the outbox, sealed, for the caller to run in its transaction.
 * @throws Error when the address has a line break in it
 */
export function queuedMail(tx: Tx, mail: NewMail): Statement {
  if (/[\r\n]/.test(mail.to)) throw new Error("A mail's recipient has a line break in it.");
  const payload = seal(JSON.stringify({ to: mail.to, ...renderMail(mail) }), PURPOSE);
  const at = now();
  channel(OUTBOX_CHANNEL).publish(mail.template);
  return tx.outboxMail.createMany({ data: { template: mail.template, payload, nextAttemptAt: at, createdAt: at } });
}

/**
 * Puts a mail into the outbox, sealed, as part of the caller's transaction: it goes out if and only if that commits.
 * @throws Error when the address has a line break in it
 */
export async function enqueueMail(tx: Tx, mail: NewMail): Promise<void> {
  await queuedMail(tx, mail);
}

/** Only the one who moves the due time forward may send; counted at once, so that a crash counts as an attempt. */
async function claim(mail: DueMail, lease: Date): Promise<boolean> {
  const { count } = await prisma.outboxMail.updateMany({
    where: { id: mail.id, nextAttemptAt: mail.nextAttemptAt },
    data: { nextAttemptAt: lease, attempts: { increment: 1 } },
  });
  return count === 1;
}

function retryTime(attempts: number): Date {
  const jitter = 0.75 + Math.random() / 2;
  return later(FIRST_RETRY_MS * RETRY_FACTOR ** (attempts - 1) * jitter);
}

/** An error's message may quote the address, so only its code is told. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error ? String(error.code) : error.name;
}

async function noteFailure(mail: DueMail, lease: Date, error: unknown): Promise<void> {
  const attempts = mail.attempts + 1;
  const given = attempts >= MAX_ATTEMPTS;
  const line = { mailId: mail.id, template: mail.template, attempts, reason: reasonOf(error) };
  if (given) logger.error(line, "mail given up");
  else logger.warn(line, "mail not delivered, will try again");
  // Conditional: after a lease has run out another worker may have sent it by now.
  await prisma.outboxMail.updateMany({
    where: { id: mail.id, nextAttemptAt: lease },
    data: { nextAttemptAt: given ? null : retryTime(attempts) },
  });
}

function unseal({ payload, template }: DueMail): Mail {
  return { template, ...mailSchema.parse(JSON.parse(open(payload, PURPOSE))) };
}

async function deliver(mail: DueMail, lease: Date): Promise<"sent" | "failed"> {
  try {
    await sendMail(unseal(mail));
  } catch (error) {
    await noteFailure(mail, lease, error);
    return "failed";
  }
  await prisma.outboxMail.updateMany({
    where: { id: mail.id },
    data: { sentAt: now(), nextAttemptAt: null, payload: "" },
  });
  logger.info({ mailId: mail.id, template: mail.template, attempts: mail.attempts + 1 }, "mail delivered");
  return "sent";
}

/** How many mails wait, and since when the oldest of them does. */
export async function readOutboxQueue(): Promise<{ waiting: number; oldestAt: Date | null }> {
  const { _count, _min } = await prisma.outboxMail.aggregate({
    where: { sentAt: null, nextAttemptAt: { not: null } },
    _count: true,
    _min: { createdAt: true },
  });
  return { waiting: _count, oldestAt: _min.createdAt };
}

let purgedAt: Date | null = null;

/** Removes what was sent, or given up, a week ago. At most once an hour, since it takes SQLite's only write lock. */
async function purge(): Promise<void> {
  if (purgedAt !== null && Math.abs(now().getTime() - purgedAt.getTime()) < PURGE_INTERVAL_MS) return;
  purgedAt = now();
  const before = later(-KEEP_MS);
  await prisma.outboxMail.deleteMany({ where: { sentAt: { lt: before } } });
  await prisma.outboxMail.deleteMany({ where: { nextAttemptAt: null, sentAt: null, createdAt: { lt: before } } });
}

/**
 * Sends the mails that are due, one after the other; several processes may do so at once.
 * @param options.limit how many at most
 * @param options.signal stops before the next mail
 * @returns how many were handed over and how many failed, to be tried again later
 */
export async function deliverDueMails({ limit = DEFAULT_LIMIT, signal }: DeliveryOptions = {}): Promise<Delivery> {
  const result = { sent: 0, failed: 0 };
  await purge();
  const where = { nextAttemptAt: { lte: now() } };
  const due = await prisma.outboxMail.findMany({
    where,
    orderBy: { nextAttemptAt: "asc" },
    take: limit,
    select: dueSelect,
  });
  for (const mail of due) {
    if (signal?.aborted) break;
    const lease = later(LEASE_MS);
    if (!(await claim(mail, lease))) continue;
    const outcome = await runWithRequestId(newRequestId("job"), () => deliver(mail, lease));
    result[outcome] += 1;
  }
  return result;
}
