import "./messages.schema";
import { z } from "zod";
import { idSchema, listFields } from "./common.schema";

const { limit, cursor } = listFields;

export const listSessionsSchema = z.strictObject({ limit, cursor });
export const listSessionsOfUserSchema = z.strictObject({ id: idSchema, limit, cursor });

/** A signed-in browser as its person sees it: nothing in it opens the account. */
export const openSessionSchema = z
  .strictObject({
    id: idSchema,
    device: z.string().meta({ description: "What the browser says that it is.", examples: ["Firefox on Linux"] }),
    ip: z
      .string()
      .nullable()
      .meta({ description: "Where the sign-in came from.", examples: ["192.0.2.1"] }),
    createdAt: z.date(),
    lastSeenAt: z.date().meta({ description: "To the minute." }),
    expiresAt: z.date(),
    isCurrent: z.boolean().meta({ description: "Whether it is the one that asks." }),
    isImpersonation: z.boolean().meta({ description: "Whether an admin acts as the user in it." }),
  })
  .meta({ id: "OpenSession" });

export const endedSchema = z.strictObject({ ended: z.int().meta({ examples: [2] }) }).meta({ id: "SessionsEnded" });

export type ListSessionsInput = z.infer<typeof listSessionsSchema>;
export type OpenSession = z.infer<typeof openSessionSchema>;
