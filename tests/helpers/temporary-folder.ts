import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives this process, and those that it starts from here on, a temporary folder of their own, and removes it with all
 * that is left in it when the process ends, however its tests have ended.
 */
export function takeOwnTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-prove-"));
  process.env.TMPDIR = folder;
  process.once("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch (error) {
      // A file system that is still mounted in it, where a worker was killed.
      process.stderr.write(`${folder} could not be removed: ${error instanceof Error ? error.message : error}\n`);
    }
  });
}
