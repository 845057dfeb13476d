import { createReadStream, existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Found, findLines } from "./trace/lines";
import { printStory } from "./trace/print";
import { tellStory } from "./trace/story";

const USAGE = `Usage: npm run -s trace -- req_01jd3k… [--file server.log] [--json]
The log is read from --file, or else from LOG_FILE, or else from standard input: npm run -s trace -- req_01jd3k… < server.log
`;
/** A request's, a job's or a client's own ID, and behind a dot the number of a batch's call. */
const ID = /^[A-Za-z0-9_-]{8,128}(\.\d)?$/;

type Output = { write: (text: string) => unknown };
/** `input` is null where standard input is a terminal, which nobody means. */
type Streams = { input: NodeJS.ReadableStream | null; out: Output; err: Output };

class TraceUsageError extends Error {}

function readArguments(args: string[]) {
  try {
    const options = { file: { type: "string" }, json: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [requestId = "", ...others] = positionals;
    if (requestId === "" || others.length > 0) throw new Error("One request ID is needed.");
    if (!ID.test(requestId)) throw new Error("This is not a request ID.");
    return { requestId, file: values.file, json: values.json ?? false };
  } catch (error) {
    throw new TraceUsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A file that is named counts before what happens to stand at standard input. */
function openLog(file: string | undefined, input: NodeJS.ReadableStream | null): NodeJS.ReadableStream {
  if (file) {
    if (!existsSync(file)) throw new TraceUsageError(`There is no file ${file}.`);
    return createReadStream(file, "utf8");
  }
  if (!input) throw new TraceUsageError("There is no log: name a file, or send it to standard input.");
  return input;
}

function nothingFound(requestId: string, { read, from, to }: Found): string {
  if (read === 0) return "There is no line of JSON in this log. The server writes them with LOG_FORMAT=json.\n";
  return `Nothing about ${requestId} in ${read} lines, from ${from} to ${to}.\n`;
}

/**
 * `npm run trace`: what happened to a request, from the log.
 * @param logFile where the log is, unless an argument says otherwise
 * @returns the exit code: 1 when nothing is known of it, or the command was called in a wrong way
 */
export async function runTrace(
  args: string[],
  logFile: string | undefined,
  { input, out, err }: Streams,
): Promise<number> {
  try {
    const { requestId, file, json } = readArguments(args);
    const found = await findLines(openLog(file ?? logFile, input), requestId);
    const story = tellStory(requestId, found);
    if (!story) {
      err.write(nothingFound(requestId, found));
      return 1;
    }
    out.write(json ? `${JSON.stringify(story, null, 2)}\n` : printStory(story));
    return 0;
  } catch (error) {
    if (!(error instanceof TraceUsageError)) throw error;
    err.write(`${error.message}\n${USAGE}`);
    return 1;
  }
}
