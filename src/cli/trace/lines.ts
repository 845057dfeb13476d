import { createInterface } from "node:readline";
import { z } from "zod";

const lineSchema = z.looseObject({
  level: z.string(),
  time: z.string(),
  requestId: z.string(),
  msg: z.string().default(""),
});

export type LogLine = z.output<typeof lineSchema>;

export type Found = {
  lines: LogLine[];
  /** How many lines of JSON there were, whosever. */
  read: number;
  /** When the first and the last of them were written. */
  from: string | null;
  to: string | null;
};

/** As a log has it: the times of lines that are not looked at any further are read without parsing them. */
const TIME = /"time":"([^"]{1,40})"/;

function parse(text: string): LogLine | null {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Half a line, as a full disk leaves it.
    return null;
  }
}

function isOf(requestId: string, line: LogLine): boolean {
  return line.requestId === requestId || line.requestId.replace(/\.\d$/, "") === requestId;
}

/**
 * Reads a log line by line, however long it is, and keeps those of one request: with its own ID those of all its calls,
 * with a call's ID (`req_x.0`) those of that call.
 */
export async function findLines(input: NodeJS.ReadableStream, requestId: string): Promise<Found> {
  const found: Found = { lines: [], read: 0, from: null, to: null };
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const time = text.startsWith("{") ? TIME.exec(text)?.[1] : undefined;
    if (time === undefined) continue;
    found.read += 1;
    found.from ??= time;
    found.to = time;
    const line = text.includes(requestId) ? parse(text) : null;
    if (line && isOf(requestId, line)) found.lines.push(line);
  }
  return found;
}
