import { parseArgs } from "node:util";
import { CASES, restRequests } from "./cases";
import { measure, mediansOf, type Turn } from "./measure";
import { buildOpenProduct } from "./overlay";
import { type ServerName, startServer } from "./servers";
import { createWorld } from "./world";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    build: { type: "boolean", default: false },
    rounds: { type: "string" },
    seconds: { type: "string" },
    cases: { type: "string" },
  },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);
if (values.build) buildOpenProduct();
const started = performance.now();
const world = await createWorld(100_000);
print(`loaded in ${((performance.now() - started) / 1000).toFixed(1)} s`);
const setup = { databaseUrl: world.databaseUrl, folder: world.folder, node: process.execPath };
const names = (values.only ?? "node:http,hono,gatehouse-open,gatehouse").split(",") as ServerName[];
const turns: Turn[] = [];
const servers = [];
for (const name of names) {
  const server = await startServer(name, setup);
  servers.push(server);
  print(`${name} up in ${server.startedInMs.toFixed(0)} ms`);
  const sends = restRequests(world.ids, name === "gatehouse" ? { cookie: world.cookie } : {});
  for (const which of CASES)
    if (!values.cases || values.cases.split(",").includes(which))
      turns.push({ figure: `${name} ${which}`, server, requests: sends(which) });
}
try {
  turns.sort((a, b) => CASES.findIndex((c) => a.figure.endsWith(c)) - CASES.findIndex((c) => b.figure.endsWith(c)));
  const samples = await measure(
    turns,
    { rounds: Number(values.rounds ?? 3), seconds: Number(values.seconds ?? 3), warmUpSeconds: 1 },
    print,
  );
  for (const [figure, m] of mediansOf(samples))
    print(`${figure.padEnd(36)} ${m.perSecond.toFixed(0)} ${m.cpuMs.toFixed(3)} ${m.failed}`);
} finally {
  for (const s of servers) await s.stop();
  await world.stop();
}
