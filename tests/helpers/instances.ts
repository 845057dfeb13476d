import { vi } from "vitest";

/** How a call ends on any instance: the classes of the second are others than ours, so its failures are read, not known. */
export async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "OK",
    (error: unknown) => Reflect.get(Object(Reflect.get(Object(error), "cause")), "code"),
  );
}

/**
 * Loads everything once more, with a database client of its own: a second server process, as far as our code can tell.
 * @returns its modules, and what closes its connections
 */
export async function secondInstance() {
  const globals = globalThis as typeof globalThis & { gatehousePrisma?: unknown };
  const first = globals.gatehousePrisma;
  delete globals.gatehousePrisma;
  vi.resetModules();
  const { createCaller } = await import("@/server/root");
  const { createContext } = await import("@/server/context");
  const { closePrisma, prisma } = await import("@/lib/prisma");
  const close = async () => {
    globals.gatehousePrisma = prisma;
    await closePrisma();
    globals.gatehousePrisma = first;
    vi.resetModules();
  };
  globals.gatehousePrisma = first;
  return { as: (parts: Parameters<typeof createContext>[0]) => createCaller(createContext(parts)), prisma, close };
}
