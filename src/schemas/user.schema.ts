import "./messages.schema";
import { z } from "zod";
import { idSchema, listFields } from "./common.schema";
import { emailSchema } from "./email.schema";

const NAME_MAX = 100;
const QUERY_MAX = 64;

export const roleSchema = z.enum(["USER", "ADMIN"]).meta({ id: "Role", examples: ["USER"] });
export const userStatusSchema = z.enum(["ACTIVE", "DISABLED"]).meta({ id: "UserStatus", examples: ["ACTIVE"] });

/** Stored and given back as it is: what would have to be altered is refused instead. */
export const nameSchema = z
  .string()
  .min(1)
  .refine((name) => [...name].length <= NAME_MAX, `Must be at most ${NAME_MAX} characters long.`)
  .refine((name) => name.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name), "Must not contain control characters.")
  .refine((name) => name === name.trim(), "Must not start or end with a space.")
  .meta({ maxLength: NAME_MAX, examples: ["Ada Lovelace"] });

/** A user as every surface shows it: no hash, token or secret. */
export const userSchema = z
  .strictObject({
    id: idSchema,
    email: z.string().meta({ examples: ["ada@example.org"] }),
    name: z.string().meta({ examples: ["Ada Lovelace"] }),
    role: roleSchema,
    status: userStatusSchema,
    emailVerified: z.boolean().meta({ examples: [true] }),
    createdAt: z.date(),
    updatedAt: z.date(),
    version: z.int().meta({ description: "Counts the changes; the ETag is made of it.", examples: [1] }),
  })
  .meta({ id: "User" });

/** A user in a list, with what the list was asked to add. */
export const listedUserSchema = userSchema
  .extend({
    lastSignInAt: z
      .date()
      .nullable()
      .optional()
      .meta({ description: "Only with `withLastSignIn`. Null for somebody who never signed in." }),
  })
  .meta({ id: "ListedUser" });

const userSortSchema = z.enum(["-createdAt", "createdAt", "email", "-email", "name", "-name"]);

export const listUsersSchema = z.strictObject({
  ...listFields,
  q: z
    .string()
    .min(1)
    .max(QUERY_MAX)
    .refine((q) => q.isWellFormed(), "Must be well-formed Unicode.")
    .optional()
    .meta({
      description: "The beginning of a word of the name or address; case and accents do not matter.",
      examples: ["ada"],
    }),
  role: roleSchema.optional(),
  status: userStatusSchema.optional(),
  sort: userSortSchema.default("-createdAt"),
  withLastSignIn: z.boolean().default(false).meta({ description: "Add `lastSignInAt` to each user." }),
});

export const createUserSchema = z.strictObject({
  email: emailSchema,
  name: nameSchema,
  role: roleSchema.default("USER"),
});

export const replaceUserSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  role: roleSchema,
  status: userStatusSchema,
});

export const updateUserSchema = replaceUserSchema.partial({ name: true, role: true, status: true });

export type User = z.infer<typeof userSchema>;
export type ListedUser = z.infer<typeof listedUserSchema>;
export type UserSort = z.infer<typeof userSortSchema>;
export type ListUsersInput = z.infer<typeof listUsersSchema>;
export type CreateUserInput = z.infer<typeof createUserSchema>;
export type ReplaceUserInput = z.infer<typeof replaceUserSchema>;
export type UpdateUserInput = z.infer<typeof updateUserSchema>;
