import pino from "pino";
import { z } from "zod";
import { logger } from "@/lib/logger";
import { note } from "./recorder";

// A line without the ID of its request is refused wherever it is written: no suite may see one.
const lineSchema = z.looseObject({ level: z.string(), msg: z.string().optional(), requestId: z.string() });

export type LogLine = z.infer<typeof lineSchema>;

const lines: LogLine[] = [];

// Each call leaves one line with its path and code: that is the record of what the suite has exercised, on every surface.
function noteCall(line: LogLine): void {
  if (typeof line.path === "string" && typeof line.code === "string") {
    note(line.path, line.code === "OK" ? "success" : "failure");
  }
}

/** Takes a line of the log, from wherever it was written. */
export function keepLog(text: string): void {
  const line = lineSchema.parse(JSON.parse(text));
  lines.push(line);
  noteCall(line);
}

// The lines go nowhere else, so that a passing suite is quiet; one that fails prints those of the failed test.
const stream: unknown = Reflect.get(logger, pino.symbols.streamSym);
if (typeof stream !== "object" || stream === null) throw new Error("pino has no stream to listen on");
Object.assign(stream, { write: keepLog });

export function logPosition(): number {
  return lines.length;
}

/** Lets go of all lines, for runs that would fill the memory with them. */
export function forgetLogs(): void {
  lines.length = 0;
}

export function logLinesSince(position: number): LogLine[] {
  return lines.slice(position);
}

/** Gives what `work` returns, and every line that was logged meanwhile. */
export async function captureLogs<Result>(work: () => Promise<Result> | Result) {
  const start = logPosition();
  const result = await work();
  return { result, lines: logLinesSince(start) };
}
