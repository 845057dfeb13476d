import pino from "pino";
import { env } from "./env";
import { createLogSink, putIntoStandardOutput } from "./log-sink";
import { redact, redactWritten } from "./redact";
import { currentRequestId, currentTraceId } from "./request-context";

/** Next puts one of its own in its place, which looks for a page at each call. */
const { Date: PlainDate } = globalThis;
let lastMs = 0;
let lastField = "";

/** As pino's own `isoTime`, but made once for the lines of a millisecond. */
function timeField(): string {
  const ms = PlainDate.now();
  if (ms !== lastMs) {
    lastMs = ms;
    lastField = `,"time":"${new PlainDate(ms).toISOString()}"`;
  }
  return lastField;
}

const options: pino.LoggerOptions = {
  level: env.LOG_LEVEL,
  base: undefined,
  timestamp: timeField,
  // Errors are looked at as they are written, all else before.
  formatters: { level: (label) => ({ level: label }), log: redact },
  serializers: { err: (error: Error) => redactWritten(pino.stdSerializers.err(error)) },
  // pino leaves out what is undefined.
  mixin: () => ({ requestId: currentRequestId(), traceId: currentTraceId() }),
};

const sink = createLogSink(putIntoStandardOutput(), (missing) => logger.warn({ missing }, "log lines were left out"));

/** For people who develop; loaded for them only. */
async function prettySink() {
  const { prettyFactory } = await import("pino-pretty");
  const prettify = prettyFactory({ colorize: true, ignore: "pid,hostname" });
  return { write: (line: string) => sink.write(prettify(line)) };
}

const destination = env.LOG_FORMAT === "pretty" ? await prettySink() : sink;

/** One JSON line an event. Each line carries the request ID of the request that it was written in. */
export const logger: pino.Logger = pino(options, destination);
