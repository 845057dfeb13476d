import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/env";
import { startDraining } from "@/lib/lifecycle";
import { logger } from "@/lib/logger";
import { closePrisma } from "@/lib/prisma";
import { closeRateLimiter } from "@/lib/rate-limiter";
import { boot } from "./boot";
import { exitWith } from "./exit-with";
import { BootError } from "./schema-check";
import { createFront } from "./server";

const IN_FLIGHT_MS = 8_000;
/** A mail that takes longer is claimed again after its lease. */
const WORKER_STOP_MS = 1_000;

type Pages = { handler: RequestListener; close: () => Promise<void> };

type FrontOptions = {
  port: number;
  /** The address to listen on; every one unless said otherwise. */
  host?: string;
  /** Called once the server listens: the API need not wait for the pages, and requests for pages do. */
  loadPages: () => Promise<Pages>;
};

export type Front = { url: string; close: () => Promise<void> };

function listenError(error: unknown, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return new BootError(`Port ${port} is taken. Choose another one: PORT=${port + 1}`);
  if (code === "EACCES") return new BootError(`Port ${port} is not for this user. Choose one from 1024 on with PORT.`);
  return error;
}

async function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  const listening = once(server, "listening");
  server.listen({ port, host });
  try {
    await listening;
  } catch (error) {
    throw listenError(error, port);
  }
}

/** Lets what is in flight end, within bounds. */
async function drain(server: Server): Promise<void> {
  startDraining();
  await sleep(env.DRAIN_MS);
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS);
  await closed;
  clearTimeout(timer);
}

/**
 * Starts the whole server: checks, outbox worker, API and pages behind one port.
 * @returns `close` turns readiness to 503, lets what is in flight end, and frees everything
 * @throws BootError when the schema is not ours or the port is taken
 */
export async function startFront({ port, host, loadPages }: FrontOptions): Promise<Front> {
  const booted = await boot({ onWrongSchema: exitWith });
  let loading: Promise<Pages> | undefined;
  const pages = () => {
    loading ??= loadPages();
    return loading;
  };
  const server = createFront(async () => (await pages()).handler);
  await listen(server, port, host);
  logger.info({ port, url: env.APP_URL }, "listening");
  // In this order: a request for the database may be here already, and pages take longer to load.
  booted.begin().then(pages).catch(exitWith);
  return {
    url: env.APP_URL,
    async close() {
      logger.info("stopping");
      await drain(server);
      await Promise.race([booted.stop(), sleep(WORKER_STOP_MS, undefined, { ref: false })]);
      await (await pages()).close();
      await closePrisma();
      await closeRateLimiter();
      logger.info("stopped");
    },
  };
}
