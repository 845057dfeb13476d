import { createServer, type RequestListener } from "node:http";

type Pages = { handler: RequestListener; close: () => Promise<void> };

/** Loads the built pages. */
export async function loadPages(port: number): Promise<Pages> {
  const { default: next } = await import("next");
  // Next offers upgrades on the server that it is given: on this one, which nobody can reach.
  const app = next({ dev: false, dir: process.cwd(), port, httpServer: createServer() });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { handler: (incoming, outgoing) => handle(incoming, outgoing), close: () => app.close() };
}
