import { performance } from "node:perf_hooks";
import { Prisma } from "@/generated/mysql/client";
import { metrics } from "./metrics";

type Query = { model: string | undefined; operation: string };

function finish({ model, operation }: Query, started: number, outcome: "ok" | "error"): void {
  const labels = { "db.collection.name": model ?? "(raw)", "db.operation.name": operation, outcome };
  metrics()?.measure("db.client.operation.duration", (performance.now() - started) / 1000, labels);
}

/** Sees each query on its way, without its parameters. Only for processes where somebody wants to know. */
export const observedQueries = Prisma.defineExtension({
  name: "observed-queries",
  query: {
    async $allOperations({ model, operation, args, query }) {
      const started = performance.now();
      try {
        const result = await query(args);
        finish({ model, operation }, started, "ok");
        return result;
      } catch (error) {
        finish({ model, operation }, started, "error");
        throw error;
      }
    },
  },
});
