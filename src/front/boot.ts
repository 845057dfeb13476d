import { env } from "@/lib/env";
import { logger } from "@/lib/logger";
import { assertPasswordList } from "@/lib/password-policy";
import { prisma } from "@/lib/prisma";
import { startOutboxWorker } from "@/services/outbox-worker";
import { tolerateLostConnections } from "./lost-connections";
import { startObservability, stopObservability } from "./observability";
import { isSchemaCurrent } from "./schema-check";

const OUTBOX_INTERVAL_MS = 5_000;
const CHECK_AGAIN_MS = 2_000;

type Booted = { stop: () => Promise<void> };
type Hooks = { onWrongSchema: (error: unknown) => void };

// Shared through globalThis: the front and Next's bundle are two copies of this module in one process.
const globals = globalThis as typeof globalThis & { gatehouseBoot?: Promise<Booted> };

/** Opens the first connection, so that the first request does not wait for it. */
async function warmUp(): Promise<void> {
  await prisma.user.findFirst({ select: { id: true } }).catch((error: unknown) => {
    logger.warn({ err: error }, "the database did not answer");
  });
}

async function start({ onWrongSchema }: Hooks): Promise<Booted> {
  assertPasswordList();
  tolerateLostConnections();
  await startObservability();
  let timer: NodeJS.Timeout | undefined;
  const checkAgain = async () => {
    try {
      if (!(await isSchemaCurrent(env.DATABASE_URL))) timer = setTimeout(checkAgain, CHECK_AGAIN_MS).unref();
    } catch (error) {
      onWrongSchema(error);
    }
  };
  if (await isSchemaCurrent(env.DATABASE_URL)) await warmUp();
  else timer = setTimeout(checkAgain, CHECK_AGAIN_MS).unref();
  const worker = startOutboxWorker({ intervalMs: OUTBOX_INTERVAL_MS });
  return {
    async stop() {
      clearTimeout(timer);
      await Promise.all([worker.stop(), stopObservability()]);
    },
  };
}

/**
 * What must hold before the first request, and what runs beside them: once a process, whoever asks first.
 * A database that is away does not stop the start; its schema is looked at as soon as it is back.
 * @param hooks.onWrongSchema told when the database comes back with a schema that is not ours
 * @throws BootError when the server must not run
 */
export function boot(hooks: Hooks): Promise<Booted> {
  globals.gatehouseBoot ??= start(hooks);
  return globals.gatehouseBoot;
}
