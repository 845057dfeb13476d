type Lifecycle = { draining: boolean; inFlight: number };

const globals = globalThis as typeof globalThis & { gatehouseLifecycle?: Lifecycle };

// Shared through globalThis: the front and Next's bundle are two copies of this module in one process.
globals.gatehouseLifecycle ??= { draining: false, inFlight: 0 };
const state = globals.gatehouseLifecycle;

/** From here on readiness answers 503, so that a load balancer sends no more. */
export function startDraining(): void {
  state.draining = true;
}

export function isDraining(): boolean {
  return state.draining;
}
