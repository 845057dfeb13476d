import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../helpers/statistics";
import { pathOfPage } from "./deep-page";
import { measure, mediansOf } from "./measure";
import { residentMibOf } from "./process-figures";
import type { Run } from "./report";
import { type Server, type ServerName, type Setup, startServer } from "./servers";
import { type Processes, verdictsOf } from "./targets";
import { roundOf } from "./turns";
import type { World } from "./world";

const ORDER: readonly ServerName[] = [
  "session-better-auth",
  "session-ours",
  // Next to each other what is held against each other.
  "node:http",
  "next-openapi",
  "hono",
  "gatehouse-open",
  "next-bare",
  "gatehouse-next",
  "next-trpc",
  "gatehouse",
  "gatehouse-twin",
  "gatehouse-unwatched",
  "gatehouse-5",
  "gatehouse-500",
];
const WHOLE = {
  rounds: 4,
  seconds: 1.2,
  warmUpSeconds: 1,
  firstWarmUpSeconds: 4,
  quietSeconds: 40,
  starts: 4,
  deepPage: 5_000,
};
const QUICK = {
  rounds: 1,
  seconds: 1,
  warmUpSeconds: 1,
  firstWarmUpSeconds: 1,
  quietSeconds: 1,
  starts: 1,
  deepPage: 200,
};
/** Those whose start is held against each other. */
const STARTED: readonly ServerName[] = ["next-bare", "gatehouse-open"];

type Options = { users: number; isQuick: boolean; only: readonly string[] | null; print: (line: string) => void };

/** The middle of some starts, in turns; what is in the disk's cache is so for both. */
async function coldStarts(names: readonly ServerName[], setup: Setup, times: number) {
  const all: { name: ServerName; ms: number }[] = [];
  for (let time = 0; time < times; time += 1) {
    for (const name of names) {
      const server = await startServer(name, setup);
      all.push({ name, ms: server.startedInMs });
      await server.stop();
    }
  }
  return new Map(names.map((name) => [name, median(all.filter((one) => one.name === name).map(({ ms }) => ms))]));
}

async function runTurns(servers: readonly Server[], world: World, { isQuick, print }: Options) {
  const pace = isQuick ? QUICK : WHOLE;
  const open = servers.find(({ name }) => name === "gatehouse-open");
  const deepPath = open ? await pathOfPage(open.url, pace.deepPage) : "";
  const samples = await measure(roundOf(servers, { ...world, deepPath }), pace, print);
  // V8 gives memory back once it has had nothing to do for some time.
  await sleep(pace.quietSeconds * 1000);
  const residents = servers.map(({ name, pid }) => [name, residentMibOf(pid)] as const);
  return { samples, residents };
}

/** Everybody on one database, in turns, in one run. */
export async function compare(world: World, setup: Setup, options: Options): Promise<Run> {
  const began = performance.now();
  const { isQuick, only, users } = options;
  const names = ORDER.filter((name) => only === null || only.includes(name));
  const started = STARTED.filter((name) => names.includes(name));
  const starts = await coldStarts(started, setup, (isQuick ? QUICK : WHOLE).starts);
  const servers: Server[] = [];
  try {
    // One after the other, so that none starts beside another one.
    for (const name of names) servers.push(await startServer(name, setup));
    const { samples, residents } = await runTurns(servers, world, options);
    const medians = mediansOf(samples);
    const processes: Processes = Object.fromEntries(
      residents.map(([name, residentMib]) => {
        const once = servers.find((server) => server.name === name)?.startedInMs ?? 0;
        return [name, { startedInMs: starts.get(name) ?? once, residentMib }];
      }),
    );
    const node = spawnSync(setup.node, ["--version"]).stdout.toString().trim().replace("v", "");
    const [at, minutes] = [new Date().toISOString().slice(0, 16), (performance.now() - began) / 60_000];
    const verdicts = verdictsOf(samples, processes);
    return { at, minutes, users, database: world.version, node, samples, medians, verdicts, processes };
  } finally {
    for (const server of servers) await server.stop();
  }
}
