import { once } from "node:events";
import type { Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenFront } from "./helpers/front";
import { rawRequest, sendRaw } from "./helpers/raw-http";

let port = 0;
let server: Server;

beforeAll(async () => {
  ({ server, port } = await listenFront());
});

afterAll(() => server.close());

async function secondsUntilClosed(bytes: string): Promise<{ seconds: number; answer: string }> {
  const started = performance.now();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(bytes);
  const answer = await text(socket);
  return { seconds: (performance.now() - started) / 1000, answer };
}

describe("slow clients", () => {
  it("gets rid of a slow head and a slow body within 10 s, and stays quick for others (I14)", async () => {
    const slow = Promise.all([
      secondsUntilClosed("GET /api/health HTTP/1.1\r\nHost: a\r\nX-"),
      secondsUntilClosed(
        "POST /api/auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
      ),
    ]);
    expect((await sendRaw(port, rawRequest("GET /api/health"))).status).toBe(200);
    for (const { seconds, answer } of await slow) {
      expect(seconds).toBeLessThan(10);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d .*"success":false/s);
    }
  });

  it("survives a client that goes away in the middle of its request", async () => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("POST /api/auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{");
    socket.resetAndDestroy();
    expect((await sendRaw(port, rawRequest("GET /api/health"))).status).toBe(200);
  });
});
