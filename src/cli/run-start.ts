import { adoptConsole } from "@/front/console";
import { loadPages } from "@/front/pages";
import { stopOnSignals } from "@/front/signals";
import { startFront } from "@/front/start";
import { env } from "@/lib/env";
import { isRunByNpm } from "./environment";

/**
 * Serves what was built, until a signal ends it.
 * @throws BootError when the schema is not ours, or the port is taken
 */
export async function runStart(): Promise<void> {
  adoptConsole();
  const front = await startFront({ port: env.PORT, loadPages: () => loadPages(env.PORT) });
  stopOnSignals(front.close, { withParent: isRunByNpm() });
}
