import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ChangelogEntry } from "@/server/contract/changelog";
import { compareContracts } from "./contract/compare";
import { type Contract, contractSchema, currentContract, serialise } from "./contract/snapshot";
import type { Change } from "./contract/wording";
import { type Output, UsageError } from "./run-command";

const FOLDER = "src/server/contract";
const USAGE = 'Usage: npm run contract, npm run contract:accept [-- --breaking "why clients must be broken"]\n';

type Files = { locked: string; changes: string };

function filesIn(folder: string): Files {
  return { locked: `${folder}/contract.json`, changes: `${folder}/changes.json` };
}

function list(changes: readonly Change[]): string {
  return changes
    .map(({ where, what, isBreaking }) => `  ${isBreaking ? "BREAKS" : "adds  "} ${where}: ${what}\n`)
    .join("");
}

function readLocked({ locked }: Files): { text: string; contract: Contract } {
  const text = readFileSync(locked, "utf8");
  return { text, contract: contractSchema.parse(JSON.parse(text)) };
}

function check(files: Files, now: Contract, err: Output): number {
  const { text, contract } = readLocked(files);
  if (serialise(now) === text) return 0;
  const changes = compareContracts(contract, now);
  const isBreaking = changes.some((change) => change.isBreaking);
  err.write(`The contract is not the one in ${files.locked}:\n${list(changes)}`);
  err.write(
    isBreaking
      ? 'Clients would break. Keep what they rely on, or say why it must go: npm run contract:accept -- --breaking "why"\n'
      : "Nobody breaks. Accept it with: npm run contract:accept\n",
  );
  return 1;
}

function write(files: Files, now: Contract, entry: ChangelogEntry): void {
  writeFileSync(files.locked, serialise(now));
  if (entry.changes.length === 0) return;
  const earlier: unknown[] = JSON.parse(readFileSync(files.changes, "utf8"));
  writeFileSync(files.changes, `${JSON.stringify([entry, ...earlier], null, 1)}\n`);
}

type Streams = { out: Output; err: Output };

function accept(files: Files, now: Contract, reason: string | undefined, { out, err }: Streams): number {
  const changes = compareContracts(readLocked(files).contract, now);
  const isBreaking = changes.some((change) => change.isBreaking);
  if (isBreaking && !reason) {
    err.write(`Clients would break, and nobody said why they must:\n${list(changes)}${USAGE}`);
    return 1;
  }
  const date = new Date().toISOString().slice(0, 10);
  write(files, now, { date, ...(isBreaking && reason && { reason }), changes });
  out.write(changes.length === 0 ? "Nothing changed for clients.\n" : `Accepted:\n${list(changes)}`);
  return 0;
}

function readArguments(args: string[]): { command: "check" | "accept"; reason: string | undefined } {
  try {
    const options = { breaking: { type: "string" } } as const;
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    const [command, ...rest] = positionals;
    if (rest.length > 0 || (command !== "check" && command !== "accept")) throw new UsageError("Say check or accept.");
    return { command, reason: values.breaking };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * `npm run contract` compares what clients rely on with what was accepted last; `contract:accept` accepts what is.
 * @param folder where the accepted contract and its changelog are
 * @param now the contract to be judged; that of the code at hand unless said otherwise
 * @returns the exit code: 1 when they differ, or when a breaking change came without a reason
 */
export function runContract(args: string[], streams: Streams, folder = FOLDER, now = currentContract()): number {
  try {
    const { command, reason } = readArguments(args);
    const files = filesIn(folder);
    return command === "check" ? check(files, now, streams.err) : accept(files, now, reason, streams);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    streams.err.write(`${error.message}\n${USAGE}`);
    return 1;
  }
}
