import { env } from "@/lib/env";
import { logger } from "@/lib/logger";
import { assertPasswordList } from "@/lib/password-policy";
import { prisma } from "@/lib/prisma";
import { startOutboxWorker } from "@/services/outbox-worker";
import { type Booted, bootedOnce } from "./booted";
import { tolerateLostConnections } from "./lost-connections";
import { startObservability, stopObservability } from "./observability";
import { isSchemaCurrent } from "./schema-check";

const OUTBOX_INTERVAL_MS = 5_000;
const CHECK_AGAIN_MS = 2_000;

type Hooks = { onWrongSchema: (error: unknown) => void };

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
  const isCurrent = await isSchemaCurrent(env.DATABASE_URL);
  if (!isCurrent) timer = setTimeout(checkAgain, CHECK_AGAIN_MS).unref();
  let worker: ReturnType<typeof startOutboxWorker> | undefined;
  let isStopped = false;
  return {
    async begin() {
      if (isCurrent) await warmUp();
      if (!isStopped) worker ??= startOutboxWorker({ intervalMs: OUTBOX_INTERVAL_MS });
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await Promise.all([worker?.stop(), stopObservability()]);
    },
  };
}

/**
 * What must hold before the first request; `begin` then starts what runs beside them. Once a process, whoever asks first.
 * A database that is away does not stop the start; its schema is looked at as soon as it is back.
 * @param hooks.onWrongSchema told when the database comes back with a schema that is not ours
 * @throws BootError when the server must not run
 */
export function boot(hooks: Hooks): Promise<Booted> {
  return bootedOnce(() => start(hooks));
}
