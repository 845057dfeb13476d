import { performance } from "node:perf_hooks";
import { Prisma } from "@/generated/mysql/client";
import { databaseKind } from "./db-url";
import { env } from "./env";
import { logger } from "./logger";
import { metrics } from "./metrics";
import { inSpan } from "./tracing";

const RAW = "(raw)";
const system = databaseKind(env.DATABASE_URL);

type Query = { model: string; operation: string };

function finish({ model, operation }: Query, started: number, outcome: "ok" | "error"): void {
  const ms = performance.now() - started;
  const labels = { "db.collection.name": model, "db.operation.name": operation, outcome };
  metrics()?.measure("db.client.operation.duration", ms / 1000, labels);
  if (logger.isLevelEnabled("debug")) {
    logger.debug({ query: `${model}.${operation}`, ms: Math.round(ms * 100) / 100, outcome }, "query");
  }
}

async function watch<T>(query: Query, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    const result = await run();
    finish(query, started, "ok");
    return result;
  } catch (error) {
    finish(query, started, "error");
    throw error;
  }
}

/** Sees each query on its way, without its parameters. Only for processes where somebody wants to know. */
export const observedQueries = Prisma.defineExtension({
  name: "observed-queries",
  query: {
    $allOperations({ model = RAW, operation, args, query }) {
      const attributes = { "db.system.name": system, "db.collection.name": model, "db.operation.name": operation };
      const run = () => watch({ model, operation }, () => query(args));
      return inSpan(`${model}.${operation}`, attributes, run, { kind: "client" });
    },
  },
});
