import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { call } from "../helpers/http";
import { ensureBuild, newDatabase, OUR_START, type Running, startServer, stop } from "../helpers/server-process";

beforeAll(ensureBuild);

const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
const BODY = JSON.stringify({ email: "nobody@example.org", password: "not-the-right-one" });

async function start(env: Record<string, string>): Promise<Running> {
  const server = await startServer({ env: { DATABASE_URL: await newDatabase(), ...env } });
  // Loading the pages keeps a small machine busy for a moment, which would be measured as well.
  await (await fetch(`${server.url}/sign-in`)).text();
  return server;
}

/** A request of which the server has read the head, and whose last byte is still to come. */
async function halfSent(port: number): Promise<{ finish: () => void; answer: Promise<string> }> {
  const socket: Socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString();
  });
  await once(socket, "connect");
  const head = [
    "POST /api/auth/sign-in HTTP/1.1",
    "Host: a",
    "Content-Type: application/json",
    `Content-Length: ${BODY.length}`,
    "Expect: 100-continue",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${BODY.slice(0, -1)}`);
  const answer = once(socket, "close").then(() => text.replace(CONTINUE, ""));
  await expect.poll(() => text).toBe(CONTINUE);
  return { finish: () => socket.write(BODY.slice(-1)), answer };
}

const untilDeaf = ({ url }: Running) =>
  expect
    .poll(() =>
      fetch(`${url}/api/health`).then(
        () => "up",
        () => "deaf",
      ),
    )
    .toBe("deaf");

describe("SIGTERM (F7)", () => {
  it("turns readiness to 503 first, while it still answers", async () => {
    const server = await start({ DRAIN_MS: "60000" });
    server.child.kill("SIGTERM");
    await expect.poll(async () => (await call("GET", `${server.url}/api/health/ready`)).status).toBe(503);
    expect((await call("GET", `${server.url}/api/health`)).status).toBe(200);
    expect(await stop(server)).toBe(1);
  });

  it("takes no new connection, lets what is in flight end, and exits with 0", async () => {
    const server = await start({ DRAIN_MS: "0" });
    const request = await halfSent(server.port);
    server.child.kill("SIGTERM");
    await untilDeaf(server);
    request.finish();
    expect(await request.answer).toMatch(/^HTTP\/1\.1 401 .*UNAUTHENTICATED/s);
    expect(await server.ended, server.output()).toBe(0);
  });

  it("does not wait for a request that never ends, nor for an idle connection", async () => {
    const server = await start({ DRAIN_MS: "0" });
    const idle = connect(server.port, "127.0.0.1");
    await once(idle, "connect");
    const request = await halfSent(server.port);
    expect(await stop(server), server.output()).toBe(0);
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
    const line = `'${process.execPath}' ${OUR_START.join(" ")}; true`;
    const env = { DATABASE_URL: await newDatabase(), npm_lifecycle_event: "start" };
    const shell = await startServer({ program: "sh", command: ["-c", line], env });
    shell.child.kill("SIGTERM");
    await expect.poll(shell.output).toContain('"msg":"stopped"');
  });
});
