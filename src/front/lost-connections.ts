import { logger } from "@/lib/logger";

const EVENT = "unhandledRejection";

/** A driver's error that says itself that it was the end of the connection. */
function isLostConnection(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "SqlError" && "fatal" in reason && reason.fatal === true;
}

function onRejection(reason: unknown): void {
  if (isLostConnection(reason)) {
    logger.warn({ err: reason }, "a connection to the database was lost while it was being made");
    return;
  }
  // What Node does where nobody listens; Next may, and then has its own way.
  if (process.listenerCount(EVENT) === 1) throw reason;
}

/**
 * Keeps the process alive when the database goes away between the handshake and the first statement of a connection:
 * mariadb 3.4 then rejects a second promise, which nobody holds. Any other rejection ends the process as before.
 */
export function tolerateLostConnections(): void {
  if (!process.listeners(EVENT).includes(onRejection)) process.on(EVENT, onRejection);
}
