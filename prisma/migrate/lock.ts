export const LOCK_WAIT_SECONDS = 60;
/** Shorter waits are not worth a word. */
export const SILENT_WAIT_SECONDS = 1;
export const WAITING = "Another process is migrating on this database server: waiting for it.";

/** Another process held the lock for too long. */
export class LockTimeoutError extends Error {
  constructor(seconds: number) {
    super(`Another process is migrating and was not done after ${seconds} s. Nothing was changed; try again.`);
  }
}
