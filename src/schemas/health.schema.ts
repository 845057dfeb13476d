import { z } from "zod";

export const liveSchema = z.strictObject({ status: z.literal("live") }).meta({ id: "Live" });

export const readySchema = z
  .strictObject({
    status: z.literal("ready"),
    redis: z.enum(["up", "away"]).optional().meta({
      description: "Where there is one. While it is away, limits are counted in each process, and are tighter.",
    }),
  })
  .meta({ id: "Ready" });
