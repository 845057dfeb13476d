import "./messages.schema";
import { z } from "zod";
import { idSchema, listFields } from "./common.schema";
import { currentPasswordSchema } from "./password.schema";
import { SCOPES, scopeSchema } from "./permission.schema";
import { nameSchema } from "./user.schema";

const MAX_PER_MINUTE = 6_000;
export const API_KEY_DEFAULT_PER_MINUTE = 600;

const keyNameSchema = nameSchema.meta({ description: "What the key is for.", examples: ["Nightly export"] });

const scopesSchema = z
  .array(scopeSchema)
  .min(1)
  .max(SCOPES.length)
  .meta({ description: "What the key may do: no more than you may.", examples: [["account:read"]] });

const requestsPerMinuteSchema = z
  .int()
  .min(1)
  .max(MAX_PER_MINUTE)
  .meta({ description: "How many calls a minute the key may make.", examples: [API_KEY_DEFAULT_PER_MINUTE] });

/** A key as its owner sees it: the key itself is shown once, when it is made. */
export const apiKeySchema = z
  .strictObject({
    id: idSchema,
    name: keyNameSchema,
    prefix: z.string().meta({ description: "How the key begins.", examples: ["gk_1x8Zk0Qa"] }),
    scopes: z.array(scopeSchema),
    requestsPerMinute: requestsPerMinuteSchema,
    createdAt: z.date(),
    expiresAt: z.date().nullable(),
    lastUsedAt: z.date().nullable().meta({ description: "Exact to the minute." }),
  })
  .meta({ id: "ApiKey" });

export const newApiKeySchema = z
  .strictObject({
    ...apiKeySchema.shape,
    key: z.string().meta({
      description: "The key. It is shown this once, and stored nowhere.",
      examples: ["gk_1x8Zk0Qa_0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1_0h5Tn2"],
    }),
  })
  .meta({ id: "NewApiKey" });

export const createApiKeySchema = z.strictObject({
  name: keyNameSchema,
  scopes: scopesSchema,
  expiresAt: z
    .date()
    .optional()
    .meta({
      description: "When the key stops working, ten years from now at most. Without it: when it is revoked.",
      examples: ["2030-01-01T00:00:00.000Z"],
    }),
  requestsPerMinute: requestsPerMinuteSchema.default(API_KEY_DEFAULT_PER_MINUTE),
  currentPassword: currentPasswordSchema.optional(),
});

export const listApiKeysSchema = z.strictObject(listFields);
export const updateApiKeySchema = z.strictObject({ id: idSchema, name: keyNameSchema });

export type ApiKey = z.infer<typeof apiKeySchema>;
export type NewApiKey = z.infer<typeof newApiKeySchema>;
export type CreateApiKeyInput = z.infer<typeof createApiKeySchema>;
export type ListApiKeysInput = z.infer<typeof listApiKeysSchema>;
export type UpdateApiKeyInput = z.infer<typeof updateApiKeySchema>;
