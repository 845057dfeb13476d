import "./messages.schema";
import { z } from "zod";
import { auditTypeSchema } from "./audit.schema";
import { idSchema, listFields } from "./common.schema";

const detailSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** What was changed about an account, by whom. */
export const auditEventSchema = z
  .strictObject({
    id: idSchema,
    accountId: idSchema.meta({ description: "Whose account it is about; it may be gone by now." }),
    sequence: z.int().meta({ description: "Its place in the account's chain.", examples: [1] }),
    type: z.string().meta({
      description: "What was changed: an `AuditType`, or what a newer release calls it.",
      examples: ["password.changed"],
    }),
    actorKind: z.enum(["USER", "API_KEY", "SYSTEM"]).meta({ id: "AuditActorKind", examples: ["USER"] }),
    actorId: idSchema.nullable().meta({ description: "The user who did it, also by a key; null for nobody known." }),
    impersonatorId: idSchema.nullable().meta({ description: "The admin who acted as that user." }),
    ip: z
      .string()
      .nullable()
      .meta({ description: "In your own list: null where somebody else did it.", examples: ["192.0.2.1"] }),
    requestId: z.string().meta({ examples: ["req_01jd3k7x0v5m8q2w4r6t9y1b3c"] }),
    details: z
      .record(z.string(), detailSchema)
      .meta({ description: "What the type alone does not say.", examples: [{ from: "USER", to: "ADMIN" }] }),
    createdAt: z.date(),
  })
  .meta({ id: "AuditEvent" });

const personNameSchema = z
  .string()
  .nullable()
  .optional()
  .meta({ description: "Only with `withNames`. Null for nobody, and for who is gone.", examples: ["Ada Lovelace"] });

/** An event in the list of all, with what the list was asked to add. */
export const listedAuditEventSchema = auditEventSchema
  .extend({ accountName: personNameSchema, actorName: personNameSchema, impersonatorName: personNameSchema })
  .meta({ id: "ListedAuditEvent" });

export const listAuditEventsSchema = z.strictObject({
  ...listFields,
  accountId: idSchema.optional().meta({ description: "Only what was changed about this account." }),
  actorId: idSchema.optional().meta({ description: "Only what this user did." }),
  type: auditTypeSchema.optional(),
  sort: z.enum(["-createdAt", "createdAt"]).default("-createdAt"),
  withNames: z
    .boolean()
    .default(false)
    .meta({ description: "Add the names that the people in it have today. Needs `users:read` as well." }),
});

export const listOwnAuditEventsSchema = z.strictObject(listFields);

export type AuditEvent = z.infer<typeof auditEventSchema>;
export type ListedAuditEvent = z.infer<typeof listedAuditEventSchema>;
export type ListAuditEventsInput = z.infer<typeof listAuditEventsSchema>;
export type ListOwnAuditEventsInput = z.infer<typeof listOwnAuditEventsSchema>;
