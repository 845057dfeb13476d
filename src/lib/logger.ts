import pino from "pino";
import { prettyFactory } from "pino-pretty";
import { env } from "./env";
import { createLogSink, putIntoStandardOutput } from "./log-sink";
import { currentRequestId, currentTraceId } from "./request-context";

const SECRET_KEYS = ["password", "passwordHash", "token", "tokenHash", "cookie", "authorization", "apiKey", "secret"];
const redactPaths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

const options: pino.LoggerOptions = {
  level: env.LOG_LEVEL,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  // pino leaves out what is undefined.
  mixin: () => ({ requestId: currentRequestId(), traceId: currentTraceId() }),
  redact: { paths: redactPaths, censor: "[redacted]" },
};

const sink = createLogSink(putIntoStandardOutput(), (missing) => logger.warn({ missing }, "log lines were left out"));
const prettify = prettyFactory({ colorize: true, ignore: "pid,hostname" });
const destination = env.LOG_FORMAT === "pretty" ? { write: (line: string) => sink.write(prettify(line)) } : sink;

/** One JSON line an event. Each line carries the request ID of the request that it was written in. */
export const logger: pino.Logger = pino(options, destination);
