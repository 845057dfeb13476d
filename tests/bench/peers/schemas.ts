import { z } from "zod";

/** What every peer validates; the same rules, written as small as they go. */
export const byIdInput = z.object({ id: z.uuid() });
export const createInput = z.object({ email: z.email(), name: z.string().min(1).max(100) });
export const liveOutput = z.object({ status: z.literal("live") });
export const userOutput = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(["USER", "ADMIN"]),
  status: z.enum(["ACTIVE", "DISABLED"]),
  emailVerified: z.boolean(),
  createdAt: z.date(),
  updatedAt: z.date(),
  version: z.int(),
});
