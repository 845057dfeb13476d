import "./messages.schema";
import { z } from "zod";
import { emailSchema } from "./email.schema";
import { currentPasswordSchema, replacementPasswordSchema } from "./password.schema";

const currentPassword = currentPasswordSchema
  .optional()
  .meta({ description: "Needed unless the person has signed in, or confirmed the password, within ten minutes." });

export const changePasswordSchema = z.strictObject({ newPassword: replacementPasswordSchema, currentPassword });
export const changeEmailSchema = z.strictObject({ email: emailSchema, currentPassword });

export type ChangePasswordInput = z.infer<typeof changePasswordSchema>;
export type ChangeEmailInput = z.infer<typeof changeEmailSchema>;
