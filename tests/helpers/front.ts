import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Load } from "@/front/load";
import { createFront } from "@/front/server";

/** Stands in for Next, which needs a build. */
export const plainPages: RequestListener = (incoming, outgoing) => {
  outgoing.setHeader("Content-Type", "text/html").end(`<p>${incoming.url}</p>`);
};

/** A front on a free port of this machine. */
export async function listenFront(
  pages: RequestListener = plainPages,
  load?: Load,
): Promise<{ server: Server; port: number }> {
  const server = createFront(async () => pages, load);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo;
  return { server, port };
}
