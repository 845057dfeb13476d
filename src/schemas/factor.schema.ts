import "./messages.schema";
import { z } from "zod";
import { challengeTokenSchema } from "./challenge.schema";
import { authenticationResponseSchema, requestOptionsSchema } from "./passkey.schema";
import { currentPasswordSchema } from "./password.schema";
import { userSchema } from "./user.schema";

const RECOVERY_CODE = "8h3k-m2qv-7xtd-p0rw";

const totpCodeSchema = z
  .string()
  .regex(/^\d{6}$/, "Must be 6 digits.")
  .meta({ description: "The code that the authenticator app shows.", examples: ["123456"] });

/** Bounded only: how it is typed does not matter. */
const recoveryCodeSchema = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: "One of the recovery codes, instead of the factor. Case, blanks and hyphens do not matter." });

const factorMethodSchema = z
  .enum(["totp", "recoveryCode", "passkey"])
  .meta({ id: "FactorMethod", examples: ["totp"], description: "What a second step can be answered with." });

/** The first step was right, and the account has a second factor. */
const secondFactorRequiredSchema = z
  .strictObject({
    secondFactor: z.strictObject({
      token: z.string().meta({ description: "For `auth.secondFactor`." }),
      methods: z.array(factorMethodSchema),
      passkeyOptions: requestOptionsSchema.nullable(),
      expiresAt: z.date(),
    }),
  })
  .meta({ id: "SecondFactorRequired", description: "Nobody is signed in yet: the account wants a second factor." });

/** What a sign-in ends with: somebody is signed in, or asked for more. */
export const signInAnswerSchema = z.union([userSchema, secondFactorRequiredSchema]);

const ONE_ANSWER = "Give exactly one of code, recoveryCode and passkey.";

export const secondFactorSchema = z
  .strictObject({
    token: challengeTokenSchema,
    code: totpCodeSchema.optional(),
    recoveryCode: recoveryCodeSchema.optional(),
    passkey: authenticationResponseSchema.optional(),
  })
  .refine(
    ({ code, recoveryCode, passkey }) =>
      [code, recoveryCode, passkey].filter((answer) => answer !== undefined).length === 1,
    { error: ONE_ANSWER, path: ["code"] },
  );

/** Which factors an account has. */
export const factorsSchema = z
  .strictObject({
    totp: z.strictObject({ enabled: z.boolean(), confirmedAt: z.date().nullable() }),
    recoveryCodesLeft: z.int().meta({ examples: [10] }),
    passkeys: z.int().meta({ examples: [1] }),
  })
  .meta({ id: "Factors" });

export const startTotpSchema = z.strictObject({ currentPassword: currentPasswordSchema.optional() });
export const confirmTotpSchema = z.strictObject({ code: totpCodeSchema });
export const renewRecoveryCodesSchema = z.strictObject({ currentPassword: currentPasswordSchema.optional() });

export const totpSetupSchema = z
  .strictObject({
    secret: z.string().meta({ description: "In base32, to be typed.", examples: ["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"] }),
    uri: z.string().meta({ description: "What the QR code says: `otpauth://totp/…`." }),
    qrSvg: z.string().meta({ description: "The QR code, as an SVG image." }),
  })
  .meta({ id: "TotpSetup" });

export const recoveryCodesSchema = z
  .strictObject({
    recoveryCodes: z.array(z.string()).meta({ description: "Shown once, never again.", examples: [[RECOVERY_CODE]] }),
  })
  .meta({ id: "RecoveryCodes" });

export const totpRemovedSchema = z.strictObject({ totpRemoved: z.literal(true) }).meta({ id: "TotpRemoved" });

export type SecondFactor = z.infer<typeof secondFactorRequiredSchema>["secondFactor"];
export type SignInAnswer = z.infer<typeof signInAnswerSchema>;
export type SecondFactorInput = z.infer<typeof secondFactorSchema>;
export type Factors = z.infer<typeof factorsSchema>;
export type TotpSetup = z.infer<typeof totpSetupSchema>;
