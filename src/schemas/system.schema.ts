import { z } from "zod";

const count = z.int().min(0);

/** What runs: for an admin who looks after the machine. */
export const systemSchema = z
  .strictObject({
    versions: z.strictObject({
      gatehouse: z.string().meta({ examples: ["0.1.0"] }),
      node: z.string().meta({ examples: ["22.12.0"] }),
      next: z.string().meta({ examples: ["16.4.6"] }),
      prisma: z.string().meta({ examples: ["7.10.0"] }),
    }),
    process: z
      .strictObject({
        uptimeSeconds: count,
        rssBytes: count.meta({ description: "All memory of the process." }),
        heapUsedBytes: count.meta({ description: "What JavaScript uses of it." }),
      })
      .meta({ description: "The process that answered; others behind the same load balancer have their own." }),
    database: z.strictObject({
      engine: z.enum(["SQLite", "MySQL", "MariaDB"]),
      version: z.string().meta({ examples: ["3.45.1"] }),
      latencyMs: z
        .number()
        .min(0)
        .meta({ description: "How long one small query took.", examples: [0.42] }),
      migration: z
        .string()
        .nullable()
        .meta({ description: "The last one applied.", examples: ["20261123000000_init"] }),
    }),
    outbox: z
      .strictObject({
        waiting: count.meta({ description: "Not sent yet, the next attempt is due." }),
        failed: count.meta({ description: "Given up after the last attempt; removed a week later." }),
        sentLastDay: count,
        oldestWaitingAt: z.date().nullable(),
      })
      .meta({ description: "The queue of mails." }),
    rateLimits: z
      .strictObject({
        store: z.enum(["memory", "redis"]).meta({ description: "Where calls are counted." }),
        isStoreAway: z
          .boolean()
          .meta({ description: "Redis does not answer: each process counts for itself, and gives out less." }),
        policies: z.array(
          z.strictObject({
            name: z.string().meta({ examples: ["signin"] }),
            by: z.enum(["network", "email", "caller"]).meta({ description: "Whose calls are counted together." }),
            quota: count,
            windowSeconds: count,
          }),
        ),
      })
      .meta({ description: "What each procedure's calls are counted against." }),
  })
  .meta({ id: "System" });

export type System = z.infer<typeof systemSchema>;
