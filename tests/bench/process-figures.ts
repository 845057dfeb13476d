import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in these. */
const TICK_MS = 10;
const PAGE_MIB = 4_096 / 1_048_576;

/** What is behind the name in `/proc/<pid>/stat`, which may have any characters in it. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    // It has just ended.
    return 0;
  }
}

/** The process and all that it has started. */
function family(pid: number): number[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const children = all.filter((other) => parentOf(other) === pid);
  return [pid, ...children.flatMap(family)];
}

/** Processor time of the process and its children so far, in milliseconds. */
export function cpuMsOf(pid: number): number {
  return family(pid).reduce((sum, member) => {
    const [user = 0, system = 0] = statOf(member).slice(11, 13).map(Number);
    return sum + (user + system) * TICK_MS;
  }, 0);
}

/** Resident memory of the process and its children, in MiB. */
export function residentMibOf(pid: number): number {
  return family(pid).reduce((sum, member) => sum + Number(statOf(member)[21]) * PAGE_MIB, 0);
}
