import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { compare } from "./compare";
import { prepare } from "./prepare";
import { describe, keep } from "./report";
import { createWorld } from "./world";

/** Whole, as peers are started in folders of their own. */
const NODE_24 = resolve("tests/bench/node_modules/node/bin/node");
const USERS = { whole: 100_000, quick: 5_000 };

const { values } = parseArgs({
  options: {
    /** A smoke: nothing of it is kept. */
    quick: { type: "boolean", default: false },
    /** Under Node 24 rather than the Node that runs this. */
    node24: { type: "boolean", default: false },
    /** Some of the servers only, separated by commas: nothing of it is kept. */
    only: { type: "string" },
    /** A million users beside ten thousand, on both databases. */
    scale: { type: "boolean", default: false },
    /** Two instances behind one MariaDB and one Redis. */
    instances: { type: "boolean", default: false },
  },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function runComparison(): Promise<void> {
  const users = values.quick ? USERS.quick : USERS.whole;
  const world = await createWorld(users);
  try {
    const node = values.node24 ? NODE_24 : process.execPath;
    const only = values.only?.split(",") ?? null;
    const run = await compare(
      world,
      { databaseUrl: world.databaseUrl, folder: world.folder, node },
      { users, isQuick: values.quick, only, print },
    );
    print(describe(run));
    if (!values.quick && only === null) keep({ run });
    const failed = run.samples.reduce((sum, sample) => sum + sample.failed, 0);
    if (failed > 0) print(`${failed} requests FAILED`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    await world.stop();
  }
}

await prepare(print);
if (values.scale) await (await import("./scale")).runScale(values.quick, print);
else if (values.instances) await (await import("./instances")).runInstances(print);
else await runComparison();
