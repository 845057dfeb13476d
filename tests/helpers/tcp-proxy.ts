import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Passes everything on, resets every new connection, or takes what comes and lets nothing through in either direction. */
type Mode = "pass" | "refuse" | "hang";

export type TcpProxy = {
  port: number;
  set: (mode: Mode) => void;
  /** How much later everything arrives, in milliseconds. */
  delay: (milliseconds: number) => void;
  /** Resets every connection there is. */
  cut: () => void;
  stop: () => Promise<void>;
};

/** Stands between a server and what it talks to, on a free port of this machine. */
export async function startProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: Mode = "pass";
  let delayMs = 0;
  let held: (() => void)[] = [];

  function forward(from: Socket, to: Socket): void {
    from.on("data", (chunk) => {
      const send = () => void (to.writable && to.write(chunk));
      if (mode === "hang") held.push(send);
      else if (delayMs > 0) setTimeout(send, delayMs);
      else send();
    });
    from.on("close", () => {
      sockets.delete(from);
      if (mode !== "hang") to.destroy();
    });
    from.on("error", () => from.destroy());
    sockets.add(from);
  }

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer({ noDelay: true }, (client) => {
    if (mode === "refuse") return void client.resetAndDestroy();
    const upstream = connect({ port: target, host: "127.0.0.1", noDelay: true });
    forward(client, upstream);
    forward(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    set(next) {
      mode = next;
      if (next === "hang") return;
      for (const send of held) send();
      held = [];
    },
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    cut,
    async stop() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
