import "./messages.schema";
import { z } from "zod";

export const idSchema = z.uuid().meta({ description: "A UUIDv7.", examples: ["0198c0de-7a1b-7000-8000-000000000001"] });

/** What an operation on one row takes. */
export const byIdSchema = z.strictObject({ id: idSchema });

/** What a deletion answers with. */
export const removedSchema = z.strictObject({ id: idSchema }).meta({ id: "Removed" });

/** The part of a list's input that every list has. */
export const listFields = {
  limit: z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .meta({ description: "How many rows.", examples: [20] }),
  cursor: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: "`meta.pagination.nextCursor` of the page before." }),
  withTotal: z
    .boolean()
    .default(false)
    .meta({ description: "Count all rows that match, into `meta.pagination.total`." }),
};

/** The output of a list; the envelope turns it into `data` and `meta.pagination`. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    pagination: z.strictObject({
      limit: z.int(),
      nextCursor: z.string().nullable(),
      total: z.int().optional(),
    }),
  });
}

/** The input of a procedure that takes nothing: no key at all, so that a mistaken one is named. */
export const emptySchema = z.strictObject({}).optional();
