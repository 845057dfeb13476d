import { existsSync } from "node:fs";
import { join } from "node:path";
import { adoptConsole } from "@/front/console";
import { loadPages } from "@/front/pages";
import { BootError } from "@/front/schema-check";
import { stopOnSignals } from "@/front/signals";
import { startFront } from "@/front/start";
import { env } from "@/lib/env";
import { isRunByNpm } from "./environment";

/** Next writes it last, so it stands for a whole build. */
const BUILD_ID = join(".next", "BUILD_ID");

/**
 * Serves what was built, until a signal ends it.
 * @throws BootError when there is no build, the schema is not ours, or the port is taken
 */
export async function runStart(): Promise<void> {
  if (!existsSync(BUILD_ID)) throw new BootError("There is no build yet: run npm run build first.");
  adoptConsole();
  const front = await startFront({ port: env.PORT, loadPages: () => loadPages(env.PORT) });
  stopOnSignals(front.close, { withParent: isRunByNpm() });
}
