import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const builtSchema = z.object({ config: z.object({ cacheComponents: z.boolean().optional() }) });

/** With `cacheComponents` Next wants to know of every look at the clock. */
function doesNextWatchTheClock(folder: string): boolean {
  const built: unknown = JSON.parse(readFileSync(join(folder, ".next", "required-server-files.json"), "utf8"));
  return builtSchema.parse(built).config.cacheComponents ?? false;
}

/**
 * Loads Next, and takes back the `Date` that it puts in the place of the language's own: one of those takes three times as
 * long to make, and a page of a list makes some hundred of them.
 * @param folder the project's, built
 * @throws Error when the folder holds no build, and whatever `load` throws
 */
export async function withOwnDate<T>(folder: string, load: () => Promise<T>): Promise<T> {
  const own = Date;
  const loaded = await load();
  if (!doesNextWatchTheClock(folder)) {
    globalThis.Date = own;
    own.prototype.constructor = own;
  }
  return loaded;
}
