import { once } from "node:events";
import { request } from "node:http";
import { startRedis } from "../helpers/redis";
import { median } from "../helpers/statistics";
import { restRequests } from "./cases";
import { load } from "./load";
import { keep } from "./report";
import { type Setup, startServer } from "./servers";
import { createWorld } from "./world";

const USERS = 10_000;
const ROUNDS = 3;
const LOADED = { connections: 16, seconds: 3 };
const QUOTA = 200;
const ASKED_OF_EACH = 300;
const AT_ONCE = 20;

async function statusOf(url: string): Promise<number> {
  const asking = request(url).end();
  const [answer] = await once(asking, "response");
  answer.resume();
  await once(answer, "end");
  return Number(answer.statusCode);
}

/** How many of many calls, some at a time, are let in. */
async function countAdmitted(url: string): Promise<number> {
  let admitted = 0;
  for (let asked = 0; asked < ASKED_OF_EACH; asked += AT_ONCE) {
    const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => statusOf(`${url}/api/users?limit=1`)));
    admitted += statuses.filter((status) => status === 200).length;
  }
  return admitted;
}

/** One quota of an account for both, asked at the same time. */
async function limitsOfTwo(setup: Setup): Promise<number> {
  const limited = { ...setup, env: { ...setup.env, RATE_LIMIT_READS: String(QUOTA) } };
  const servers = [await startServer("gatehouse-open", limited), await startServer("gatehouse-open", limited)];
  try {
    const admitted = await Promise.all(servers.map(({ url }) => countAdmitted(url)));
    return admitted.reduce((sum, count) => sum + count, 0);
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function throughput(setup: Setup, ids: readonly string[], count: number) {
  const servers = [];
  for (let at = 0; at < count; at += 1) servers.push(await startServer("gatehouse-open", setup));
  try {
    const rates: number[] = [];
    let failed = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      const requests = restRequests(ids)("by id");
      const outcomes = await Promise.all(servers.map(({ url }) => load({ ...LOADED, url, requests })));
      failed += outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
      // The first is the warm-up.
      if (round > 0) rates.push(outcomes.reduce((sum, { answered, seconds }) => sum + answered / seconds, 0));
    }
    return { perSecond: median(rates), failed };
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** Two instances behind one MariaDB and one Redis: what they count together, and what they do together. */
export async function runInstances(print: (line: string) => void): Promise<void> {
  const world = await createWorld(USERS);
  const redis = await startRedis();
  try {
    const { databaseUrl, folder, ids } = world;
    const alone = { databaseUrl, folder, node: process.execPath };
    const setup = { ...alone, env: { REDIS_URL: redis.url } };
    const admitted = await limitsOfTwo(setup);
    const [one, oneWithRedis, two] = [
      await throughput(alone, ids, 1),
      await throughput(setup, ids, 1),
      await throughput(setup, ids, 2),
    ];
    const rows = [
      ["what", "measured"],
      [`of ${2 * ASKED_OF_EACH} calls at two instances, with a quota of ${QUOTA}: let in`, String(admitted)],
      ["by id, one instance without Redis", `${one.perSecond.toFixed(0)}/s, ${one.failed} failed`],
      ["by id, one instance with Redis", `${oneWithRedis.perSecond.toFixed(0)}/s, ${oneWithRedis.failed} failed`],
      ["by id, two instances with Redis, together", `${two.perSecond.toFixed(0)}/s, ${two.failed} failed`],
    ];
    const about = `${world.version} with ${USERS} users, one Redis, everything on this one machine, so two instances share its processors.`;
    const table = { title: "Two instances", about, rows };
    for (const row of rows) print(row.join(": "));
    keep({ name: "instances", table });
    if (admitted !== QUOTA) throw new Error(`${admitted} calls were let in, not ${QUOTA}.`);
  } finally {
    await redis.stop();
    await world.stop();
  }
}
