import { z } from "zod";
import { listFields } from "./common.schema";

const NAME_MAX = 200;

const mailNameSchema = z.string().min(1).max(NAME_MAX);

/** A captured mail in the list. */
export const capturedMailSummarySchema = z.strictObject({
  name: mailNameSchema,
  /** What kind of mail it is, as the server calls it. */
  template: z.string(),
  sentAt: z.date(),
  to: z.string(),
  subject: z.string(),
});

export const capturedMailSchema = capturedMailSummarySchema.extend({ text: z.string() });

export const listMailboxSchema = z.strictObject({ limit: listFields.limit, cursor: listFields.cursor });
export const mailByNameSchema = z.strictObject({ name: mailNameSchema });

export type CapturedMailSummary = z.infer<typeof capturedMailSummarySchema>;
export type CapturedMailView = z.infer<typeof capturedMailSchema>;
export type ListMailboxInput = z.infer<typeof listMailboxSchema>;
