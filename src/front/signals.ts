import { exitWith } from "./exit-with";

const LOOK_EVERY_MS = 250;

type Options = {
  /** Whether the end of the parent process counts as a signal. */
  withParent: boolean;
};

/**
 * Stops in good order at the first SIGTERM or SIGINT, and at once at the second.
 * npm passes a signal to its shell, which ends without passing it on: there the end of the shell must do.
 */
export function stopOnSignals(close: () => Promise<void>, { withParent }: Options): void {
  let stopping = false;
  const stop = () => {
    stopping = true;
    close().then(() => process.exit(0), exitWith);
  };
  const onSignal = () => {
    if (stopping) process.exit(1);
    stop();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  if (!withParent) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !stopping) stop();
  }, LOOK_EVERY_MS).unref();
}
