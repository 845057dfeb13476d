import { emptySchema } from "@/schemas/common.schema";
import { systemSchema } from "@/schemas/system.schema";
import { readSystem } from "@/services/system.service";
import { protectedProcedure } from "../procedures";
import { listRateLimits } from "../rate-limits";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ readSystem });

export const systemRouter = router({
  read: protectedProcedure("system:read")
    .meta({
      rest: { method: "GET", path: "/system" },
      summary: "Read the state of the system",
      description: "Versions, the process, the database, the queue of mails and the limits.",
    })
    .input(emptySchema)
    .output(systemSchema)
    .query(({ ctx }) => service.readSystem(ctx.actor, listRateLimits())),
});
