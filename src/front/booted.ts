export type Booted = {
  /** Opens the first connection, and starts what runs beside the requests. Never throws. */
  begin: () => Promise<void>;
  stop: () => Promise<void>;
};

// Shared through globalThis: the front and Next's bundle are two copies of this module in one process.
const globals = globalThis as typeof globalThis & { gatehouseBoot?: Promise<Booted> };

/** Whether this process is up already, or about to be. */
export function isBooted(): boolean {
  return globals.gatehouseBoot !== undefined;
}

/** Boots, unless somebody has. */
export function bootedOnce(boot: () => Promise<Booted>): Promise<Booted> {
  globals.gatehouseBoot ??= boot();
  return globals.gatehouseBoot;
}
