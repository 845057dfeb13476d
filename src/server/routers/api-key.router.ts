import {
  apiKeySchema,
  createApiKeySchema,
  listApiKeysSchema,
  newApiKeySchema,
  updateApiKeySchema,
} from "@/schemas/api-key.schema";
import { byIdSchema, pageSchema, removedSchema } from "@/schemas/common.schema";
import { createApiKey, listApiKeys, removeApiKey, updateApiKey } from "@/services/api-key.service";
import { protectedProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ createApiKey, listApiKeys, removeApiKey, updateApiKey });

export const apiKeyRouter = router({
  list: protectedProcedure("account:read")
    .meta({
      rest: { method: "GET", path: "/api-keys" },
      summary: "List your API keys",
      description: "One page of your own keys, newest first. The keys themselves are not among what is shown.",
    })
    .input(listApiKeysSchema)
    .output(pageSchema(apiKeySchema))
    .query(({ ctx, input }) => service.listApiKeys(ctx.actor, input)),

  create: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation, RATE_LIMITS.keyCreation],
      rest: { method: "POST", path: "/api-keys", status: 201 },
      summary: "Make an API key",
      description:
        "The answer has the key itself, this once. Send it as `Authorization: Bearer gk_…`. Needs `currentPassword`, or a sign-in within ten minutes.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT", "RATE_LIMITED"],
    })
    .input(createApiKeySchema)
    .output(newApiKeySchema)
    .mutation(({ ctx, input }) => service.createApiKey(ctx.actor, input)),

  update: protectedProcedure("account:secure")
    .meta({
      rest: { method: "PATCH", path: "/api-keys/{id}" },
      summary: "Rename an API key",
      description: "Scopes, expiry and limit stay as they are: for others make another key.",
    })
    .input(updateApiKeySchema)
    .output(apiKeySchema)
    .mutation(({ ctx, input }) => service.updateApiKey(ctx.actor, input)),

  remove: protectedProcedure("account:secure")
    .meta({
      rest: { method: "DELETE", path: "/api-keys/{id}" },
      summary: "Revoke an API key",
      description: "From the very next request on it opens nothing.",
    })
    .input(byIdSchema)
    .output(removedSchema)
    .mutation(({ ctx, input }) => service.removeApiKey(ctx.actor, input.id)),
});
