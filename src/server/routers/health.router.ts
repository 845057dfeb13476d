import { rateLimitStore } from "@/lib/rate-limiter";
import { emptySchema } from "@/schemas/common.schema";
import { liveSchema, readySchema } from "@/schemas/health.schema";
import { assertReady } from "@/services/health.service";
import { publicProcedure } from "../procedures";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ assertReady });

export const healthRouter = router({
  live: publicProcedure
    .meta({
      rateLimit: false,
      rest: { method: "GET", path: "/health" },
      summary: "Is the process up?",
      description: "Touches nothing else.",
    })
    .input(emptySchema)
    .output(liveSchema)
    .query(() => ({ status: "live" })),

  ready: publicProcedure
    .meta({
      rest: { method: "GET", path: "/health/ready" },
      summary: "Should it be sent requests?",
      description: "Its database answers, and it is not stopping. Without its Redis it can still be sent requests.",
      errors: ["SERVICE_UNAVAILABLE"],
    })
    .input(emptySchema)
    .output(readySchema)
    .query(async () => {
      await service.assertReady();
      const { kind, isAway } = rateLimitStore();
      return { status: "ready", ...(kind === "redis" && { redis: isAway ? "away" : "up" }) };
    }),
});
