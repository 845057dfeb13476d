import "./messages.schema";
import { z } from "zod";
import { idSchema } from "./common.schema";
import { emailSchema } from "./email.schema";
import { currentPasswordSchema, newPasswordSchema, replacementPasswordSchema } from "./password.schema";
import { nameSchema, userSchema } from "./user.schema";

/** The token of a mailed link: 256 bits in base64url. */
const linkTokenSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, "Is not the token of a link.")
  .meta({
    description: "The part after `#token=` of the mailed link.",
    examples: ["q2Vh0kM3Z8rYtWc5xJ7nLpB1dFgS4aKeU6iOyTzQwRs"],
  });

export const signUpSchema = z.strictObject({ email: emailSchema, password: newPasswordSchema, name: nameSchema });
export const verifyEmailSchema = z.strictObject({ token: linkTokenSchema });
export const resetPasswordSchema = z.strictObject({ token: linkTokenSchema, password: replacementPasswordSchema });
export const confirmEmailSchema = z.strictObject({ token: linkTokenSchema });
export const forgotPasswordSchema = z.strictObject({ email: emailSchema });
export const resendVerificationSchema = z.strictObject({ email: emailSchema });
export const reauthenticateSchema = z.strictObject({ password: currentPasswordSchema });
export const signInSchema = z.strictObject({ email: emailSchema, password: currentPasswordSchema });

/** What is answered where a mail may follow: the same, whoever owns the address. */
export const acceptedSchema = z
  .strictObject({ message: z.string().meta({ examples: ["If the address is free, a link is on its way to it."] }) })
  .meta({ id: "Accepted" });

const impersonationSchema = z
  .strictObject({ by: z.strictObject({ id: idSchema, name: z.string() }) })
  .meta({ id: "Impersonation", description: "The admin who acts as the user." });

const sessionSchema = z
  .strictObject({
    id: idSchema,
    createdAt: z.date(),
    lastSeenAt: z.date(),
    expiresAt: z.date(),
    impersonation: impersonationSchema.nullable(),
  })
  .meta({ id: "Session" });

export const signedInSchema = z.strictObject({ user: userSchema, session: sessionSchema }).meta({ id: "SignedIn" });
export const signedOutSchema = z.strictObject({ signedOut: z.literal(true) }).meta({ id: "SignedOut" });
export const emailVerifiedSchema = z.strictObject({ emailVerified: z.literal(true) }).meta({ id: "EmailVerified" });
export const emailChangedSchema = z.strictObject({ emailChanged: z.literal(true) }).meta({ id: "EmailChanged" });
export const reauthenticatedSchema = z
  .strictObject({ reauthenticated: z.literal(true) })
  .meta({ id: "Reauthenticated" });
export const passwordChangedSchema = z
  .strictObject({ passwordChanged: z.literal(true) })
  .meta({ id: "PasswordChanged" });

export type SignUpInput = z.infer<typeof signUpSchema>;
export type VerifyEmailInput = z.infer<typeof verifyEmailSchema>;
export type ResetPasswordInput = z.infer<typeof resetPasswordSchema>;
export type ConfirmEmailInput = z.infer<typeof confirmEmailSchema>;
export type SignInInput = z.infer<typeof signInSchema>;
export type SignedIn = z.infer<typeof signedInSchema>;
