import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { call } from "../helpers/http";
import { ensureBuild, newDatabase, type Running, startServer, stop } from "../helpers/server-process";

beforeAll(ensureBuild);

const BODY = JSON.stringify({ email: "nobody@example.org", password: "not-the-right-one" });

async function start(env: Record<string, string>): Promise<Running> {
  const server = await startServer({ env: { DATABASE_URL: await newDatabase(), ...env } });
  // Loading the pages keeps a small machine busy for a moment, which would be measured as well.
  await (await fetch(`${server.url}/sign-in`)).text();
  return server;
}

/** A request whose last byte is still to come. */
async function halfSent(port: number): Promise<{ finish: () => void; answer: Promise<string> }> {
  const socket: Socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const head = `POST /api/auth/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}`;
  socket.write(`${head}\r\n\r\n${BODY.slice(0, -1)}`);
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  const answer = once(socket, "close").then(() => text);
  return { finish: () => socket.write(BODY.slice(-1)), answer };
}

describe("SIGTERM (F7)", () => {
  it("turns readiness to 503 first, lets what is in flight end, and exits with 0 within 10 s", async () => {
    const server = await start({ DRAIN_MS: "3000" });
    const request = await halfSent(server.port);
    await sleep(200);
    const signalled = performance.now();
    server.child.kill("SIGTERM");
    await expect.poll(async () => (await call("GET", `${server.url}/api/health/ready`)).status).toBe(503);
    expect((await call("GET", `${server.url}/api/health`)).status).toBe(200);
    await sleep(3_500);
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
    request.finish();
    expect(await request.answer).toMatch(/^HTTP\/1\.1 401 .*UNAUTHENTICATED/s);
    expect(await server.ended, server.output()).toBe(0);
    expect(performance.now() - signalled).toBeLessThan(10_000);
  });

  it("does not wait for a request that never ends, nor for an idle connection", async () => {
    const server = await start({ DRAIN_MS: "0" });
    const idle = connect(server.port, "127.0.0.1");
    await once(idle, "connect");
    const request = await halfSent(server.port);
    await sleep(200);
    const signalled = performance.now();
    expect(await stop(server), server.output()).toBe(0);
    expect(performance.now() - signalled).toBeLessThan(10_000);
    await request.answer;
    idle.destroy();
  });

  it("ends at once at the second signal", async () => {
    const server = await start({ DRAIN_MS: "30000" });
    server.child.kill("SIGINT");
    await expect.poll(async () => (await call("GET", `${server.url}/api/health/ready`)).status).toBe(503);
    expect(await stop(server, "SIGINT")).toBe(1);
  });

  it("reaches the server through npm, whose shell keeps the signal for itself", async () => {
    const line = `'${process.execPath}' --import tsx src/cli/start.ts; true`;
    const env = { DATABASE_URL: await newDatabase(), npm_lifecycle_event: "start" };
    const shell = await startServer({ program: "sh", command: ["-c", line], env });
    shell.child.kill("SIGTERM");
    await expect.poll(shell.output, { timeout: 10_000 }).toContain('"msg":"stopped"');
  });
});
