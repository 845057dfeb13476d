import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { build, isBuilt } from "@/cli/demo/build";
import { batchOfTen, CASES, type Case, restRequests, type Sends, trpcRequests } from "./cases";
import { measure, mediansOf, type Turn } from "./measure";
import { buildNext, buildOpenProduct } from "./overlay";
import { residentMibOf } from "./process-figures";
import { type Run, write } from "./report";
import { NEXT_PEERS, type Server, type ServerName, type Setup, startServer } from "./servers";
import { verdictsOf } from "./targets";
import { createWorld, type World } from "./world";

const NODE_24 = "tests/bench/node_modules/node/bin/node";
const ORDER: readonly ServerName[] = [
  "node:http",
  "hono",
  "next-bare",
  "next-openapi",
  "next-trpc",
  "gatehouse-next",
  "gatehouse-open",
  "gatehouse",
];
const WHOLE = { rounds: 3, seconds: 3, warmUpSeconds: 1 };
const QUICK = { rounds: 1, seconds: 1, warmUpSeconds: 1 };
const FILES = { whole: 100_000, quick: 5_000 };

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** Under Node 24 rather than the Node that runs this. */
    node24: { type: "boolean", default: false },
    /** Some of the servers only, separated by commas. */
    only: { type: "string" },
  },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** The peers' packages and all builds, as far as they are missing. */
async function prepare(): Promise<void> {
  if (!existsSync("tests/bench/node_modules")) {
    print("installing the peers");
    spawnSync("npm", ["ci"], { cwd: "tests/bench", stdio: "inherit" });
  }
  print("building");
  if (!isBuilt()) await build();
  buildOpenProduct();
  for (const folder of NEXT_PEERS) if (!existsSync(`${folder}/.next/BUILD_ID`)) buildNext(folder);
}

function turnsOf(server: Server, world: World): Turn[] {
  const { ids, cookie } = world;
  const turns = (prefix: string, sends: Sends) =>
    CASES.map((which: Case): Turn => ({ figure: `${prefix} ${which}`, server, requests: sends(which) }));
  const rest = restRequests(ids, server.name === "gatehouse" ? { cookie } : {});
  const trpc = trpcRequests(ids, "batch");
  const byId = { server, requests: trpc("by id") };
  if (server.name === "next-trpc") {
    return [...turns("next-trpc streaming", trpcRequests(ids, "streaming")), { ...byId, figure: "next-trpc by id" }];
  }
  if (server.name === "gatehouse-next") {
    return [...turns(server.name, rest), { ...byId, figure: "gatehouse-next trpc by id" }];
  }
  if (server.name !== "gatehouse-open") return turns(server.name, rest);
  return [
    ...turns(server.name, rest),
    ...turns("gatehouse-open trpc", trpc),
    { figure: "gatehouse-open trpc ten by id", server, requests: batchOfTen(ids) },
    { figure: "gatehouse-open by id, 256 connections", server, requests: rest("by id"), connections: 256 },
  ];
}

/** What is like each other stands next to each other, so that the machine treats it alike. */
function byCase(turns: readonly Turn[]): Turn[] {
  const place = ({ figure }: Turn) => CASES.findIndex((which) => figure.includes(which));
  return turns.toSorted((one, other) => place(one) - place(other));
}

async function compare(world: World, setup: Setup, users: number): Promise<Run> {
  const chosen = values.only?.split(",") ?? ORDER;
  const servers: Server[] = [];
  try {
    // One after the other, so that none starts beside another one.
    for (const name of ORDER.filter((known) => chosen.includes(known))) servers.push(await startServer(name, setup));
    const turns = byCase(servers.flatMap((server) => turnsOf(server, world)));
    const samples = await measure(turns, values.quick ? QUICK : WHOLE, print);
    const medians = mediansOf(samples);
    const processes = Object.fromEntries(
      servers.map(({ name, startedInMs, pid }) => [name, { startedInMs, residentMib: residentMibOf(pid) }]),
    );
    const node = spawnSync(setup.node, ["--version"]).stdout.toString().trim();
    return { users, database: world.version, node, samples, medians, verdicts: verdictsOf(medians), processes };
  } finally {
    for (const server of servers) await server.stop();
  }
}

await prepare();
const users = values.quick ? FILES.quick : FILES.whole;
const world = await createWorld(users);
try {
  const node = values.node24 ? NODE_24 : process.execPath;
  const run = await compare(world, { databaseUrl: world.databaseUrl, folder: world.folder, node }, users);
  print(write(run, !values.quick && values.only === undefined && !values.node24));
  const failed = run.samples.reduce((sum, sample) => sum + sample.failed, 0);
  if (failed > 0) print(`${failed} requests FAILED`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await world.stop();
}
