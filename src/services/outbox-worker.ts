import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { now } from "@/lib/clock";
import { logger } from "@/lib/logger";
import { runWithRequest } from "@/lib/request-context";
import { newRequestId } from "@/lib/request-id";
import { processAccountRequests } from "./account-request.service";
import { deliverDueMails, OUTBOX_CHANNEL } from "./outbox.service";
import { purgeExpired } from "./purge.service";

const BATCH = 20;
const REQUESTS = 200;
/** A mail is announced from inside its transaction, which needs a moment to commit. */
const COMMIT_DELAY_MS = 250;
const PURGE_INTERVAL_MS = 60 * 60 * 1000;

type OutboxWorker = { wake: () => void; stop: () => Promise<void> };

async function attempt(complaint: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.error({ err: error }, complaint);
  }
}

/**
 * Answers requests for mails, delivers mails and clears up in the background: every `intervalMs`, and shortly after
 * each mail or request that this process puts in.
 * @returns `wake` delivers at once; `stop` ends the loop and waits for the mail that is being sent
 */
export function startOutboxWorker({ intervalMs }: { intervalMs: number }): OutboxWorker {
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;
  let again = false;
  let purgedAt = Number.NEGATIVE_INFINITY;
  const stopping = new AbortController();

  async function deliver(): Promise<void> {
    let handled = BATCH;
    while (!stopping.signal.aborted && handled >= BATCH) {
      const { sent, failed } = await deliverDueMails({ limit: BATCH, signal: stopping.signal });
      handled = sent + failed;
    }
  }

  async function purge(): Promise<void> {
    const at = now().getTime();
    // Either way, so that a clock that was set back does not put it off.
    if (stopping.signal.aborted || Math.abs(at - purgedAt) < PURGE_INTERVAL_MS) return;
    purgedAt = at;
    await purgeExpired();
  }

  /** A share of them at a time, so that a flood does not hold up the mails. */
  async function answerRequests(): Promise<void> {
    const { handled } = await processAccountRequests({ limit: REQUESTS, signal: stopping.signal });
    again ||= handled >= REQUESTS;
  }

  /** Requests first, as they make mails. What goes wrong with one of these keeps no other from being done. */
  async function run(): Promise<void> {
    await attempt("the requests for mails could not be answered", answerRequests);
    await attempt("the outbox could not be worked off", deliver);
    await attempt("what has expired could not be removed", purge);
  }

  function tick(): void {
    dueAt = Number.POSITIVE_INFINITY;
    again = running !== null;
    if (again) return;
    // Told what to be, as a timer would otherwise go on as the request that set it.
    running = runWithRequest({ requestId: newRequestId("job"), ip: null }, run).finally(() => {
      running = null;
      scheduleIn(again ? 0 : intervalMs);
    });
  }

  /** Keeps the earlier time, so that a steady stream of mails cannot put delivery off for ever. */
  function scheduleIn(delayMs: number): void {
    const at = performance.now() + delayMs;
    if (stopping.signal.aborted || at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(tick, delayMs).unref();
  }

  const onEnqueued = () => scheduleIn(COMMIT_DELAY_MS);
  subscribe(OUTBOX_CHANNEL, onEnqueued);
  scheduleIn(0);

  return {
    wake: () => scheduleIn(0),
    async stop() {
      stopping.abort();
      unsubscribe(OUTBOX_CHANNEL, onEnqueued);
      clearTimeout(timer);
      await running;
    },
  };
}
