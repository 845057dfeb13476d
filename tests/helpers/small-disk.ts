import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type SmallDisk = { folder: string; fill: () => void; free: () => void; unmount: () => void };

const CHUNK = Buffer.alloc(64 * 1024);

/** A file system in memory of so many megabytes; null where one may not be mounted. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmdirSync(folder);
    return null;
  }
  const filler = join(folder, "filler");
  const unmount = () => {
    process.off("exit", unmount);
    execFileSync("umount", ["-l", folder]);
    rmdirSync(folder);
  };
  process.once("exit", unmount);
  return {
    folder,
    fill() {
      try {
        for (;;) writeFileSync(filler, CHUNK, { flag: "a" });
      } catch {
        // It is full.
      }
    },
    free: () => rmSync(filler),
    unmount,
  };
}
