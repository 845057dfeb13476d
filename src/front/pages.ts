import { createServer, type RequestListener } from "node:http";
import { withOwnDate } from "./own-date";

type Pages = { handler: RequestListener; close: () => Promise<void> };

/** Loads the built pages. */
export async function loadPages(port: number): Promise<Pages> {
  const dir = process.cwd();
  const app = await withOwnDate(dir, async () => {
    const { default: next } = await import("next");
    // Next offers upgrades on the server that it is given: on this one, which nobody can reach.
    const made = next({ dev: false, dir, port, httpServer: createServer() });
    await made.prepare();
    return made;
  });
  const handle = app.getRequestHandler();
  return { handler: (incoming, outgoing) => handle(incoming, outgoing), close: () => app.close() };
}
