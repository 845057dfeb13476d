import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { buildCopies, buildNext } from "./overlay";
import { NEXT_PEERS, PEERS } from "./servers";

/** The peers' packages and all builds, as far as they are missing. */
export async function prepare(print: (line: string) => void): Promise<void> {
  if (!existsSync("tests/bench/node_modules/better-auth")) {
    print("installing the peers");
    const { status } = spawnSync("npm", ["ci"], { cwd: "tests/bench", stdio: "inherit" });
    if (status !== 0) throw new Error("The peers could not be installed.");
  }
  print("building");
  await buildCopies();
  for (const folder of NEXT_PEERS) buildNext(folder, PEERS);
}
