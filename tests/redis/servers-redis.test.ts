import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startApi } from "../helpers/api-server";
import { sendTo } from "../helpers/http-client";
import { startRedis, type TestRedis } from "../helpers/redis";
import { newDatabase, type Running, stop } from "../helpers/server-process";

const TOKEN = "A".repeat(43);

let redis: TestRedis;
let servers: Running[] = [];

function verify(server: Running, ip: string) {
  const headers = { "content-type": "application/json", "x-forwarded-for": ip };
  const request = { method: "POST", path: "/api/auth/verify-email", headers, body: JSON.stringify({ token: TOKEN }) };
  return sendTo(server.port, request);
}

async function statusesOfBoth(ip: string, count: number): Promise<number[]> {
  const calls = Array.from({ length: count }, (_, index) => verify(servers[index % 2] ?? expect.fail(), ip));
  return (await Promise.all(calls)).map(({ status }) => status);
}

async function readiness(server: Running): Promise<unknown> {
  const { status, text } = await sendTo(server.port, { method: "GET", path: "/api/health/ready" });
  return { status, data: JSON.parse(text).data };
}

beforeAll(async () => {
  redis = await startRedis();
  const database = await newDatabase();
  const env = { DATABASE_URL: database, REDIS_URL: redis.url, TRUSTED_PROXIES: "127.0.0.1,::1" };
  servers = [await startApi(env), await startApi(env)];
});

afterAll(async () => {
  redis.resume();
  await Promise.all(servers.map((server) => stop(server)));
  await redis.stop();
});

describe("two servers with one Redis", () => {
  it("R1: let through exactly what one would, all at once", async () => {
    for (const server of servers) {
      await vi.waitFor(async () => expect(await readiness(server)).toMatchObject({ data: { redis: "up" } }));
    }
    // A machine that is busy enough may let Redis answer late, which is another test's matter: then once more.
    for (let visitor = 1; visitor <= 5; visitor += 1) {
      const said = servers.map(({ output }) => output().length);
      const statuses = await statusesOfBoth(`198.51.100.${visitor}`, 80);
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
      if (servers.some(({ output }, index) => output().slice(said[index]).includes("Redis is away"))) continue;
      expect(statuses.filter((status) => status !== 429)).toHaveLength(30);
      return;
    }
    expect.fail("Redis was never there for a whole round");
  });

  it("F5, R8: answer without a 5xx while it hangs and when it is gone, are ready, and say so", async () => {
    const [server = expect.fail()] = servers;
    redis.hang();
    const hanging = await Promise.all(Array.from({ length: 40 }, (_, index) => verify(server, `192.0.2.${index}`)));
    expect(hanging.filter(({ status }) => status >= 500)).toEqual([]);
    expect(hanging.every(({ headers }) => headers.ratelimit !== undefined)).toBe(true);
    expect(await readiness(server)).toEqual({ status: 200, data: { status: "ready", redis: "away" } });
    redis.resume();
    await redis.kill();
    const statuses: number[] = [];
    for (let call = 0; call < 10; call += 1) statuses.push((await verify(server, "203.0.113.9")).status);
    // A quarter of thirty.
    expect(statuses.filter((status) => status !== 429)).toHaveLength(7);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(await readiness(server)).toEqual({ status: 200, data: { status: "ready", redis: "away" } });
    await redis.restart();
    const back = { status: 200, data: { status: "ready", redis: "up" } };
    await vi.waitFor(async () => expect(await readiness(server)).toEqual(back), { timeout: 15_000 });
  });
});
