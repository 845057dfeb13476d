import "./messages.schema";
import { z } from "zod";
import { challengeTokenSchema } from "./challenge.schema";
import { idSchema } from "./common.schema";
import { currentPasswordSchema } from "./password.schema";
import { nameSchema } from "./user.schema";

const MAX_TRANSPORTS = 10;

/** Bytes as browsers put them into JSON. */
function base64url(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]+$/, "Must be base64url.")
    .meta({ examples: ["AAAA"] });
}

/** At most 1,023 bytes (WebAuthn). */
const credentialIdSchema = base64url(1364);
const clientDataSchema = base64url(4096);
const typeSchema = z.literal("public-key");
const transportSchema = z
  .string()
  .regex(/^[a-z-]{1,32}$/)
  .meta({ examples: ["internal"] });

const isRecord = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What extensions say may hold anything, and nothing of it is read. The browser's type for it is no record. */
const extensionResultsSchema = z
  .unknown()
  .refine(isRecord, "Must be an object.")
  .optional()
  .meta({ description: "Of the extensions; not read.", examples: [{}] });

/** What every answer of an authenticator has in common. */
const answerFields = {
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: typeSchema,
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).nullish(),
  clientExtensionResults: extensionResultsSchema,
};

/** The JSON of `navigator.credentials.create()`. */
const registrationResponseSchema = z
  .strictObject({
    ...answerFields,
    response: z.strictObject({
      clientDataJSON: clientDataSchema,
      attestationObject: base64url(16_384),
      authenticatorData: base64url(8192).nullish(),
      transports: z.array(transportSchema).max(MAX_TRANSPORTS).nullish(),
      publicKeyAlgorithm: z.int().nullish(),
      publicKey: base64url(8192).nullish(),
    }),
  })
  .meta({ id: "RegistrationResponse", description: "`RegistrationResponseJSON` of WebAuthn." });

/** The JSON of `navigator.credentials.get()`. */
export const authenticationResponseSchema = z
  .strictObject({
    ...answerFields,
    response: z.strictObject({
      clientDataJSON: clientDataSchema,
      authenticatorData: base64url(8192),
      signature: base64url(8192),
      userHandle: base64url(128).nullish(),
    }),
  })
  .meta({ id: "AuthenticationResponse", description: "`AuthenticationResponseJSON` of WebAuthn." });

const descriptorSchema = z
  .strictObject({ id: z.string(), type: typeSchema, transports: z.array(z.string()) })
  .meta({ id: "PasskeyDescriptor" });

/** What goes into `navigator.credentials.get()`. */
export const requestOptionsSchema = z
  .strictObject({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    userVerification: z.enum(["required", "preferred"]),
    allowCredentials: z.array(descriptorSchema),
  })
  .meta({ id: "PasskeyRequestOptions", description: "`PublicKeyCredentialRequestOptionsJSON` of WebAuthn." });

/** What goes into `navigator.credentials.create()`. */
const creationOptionsSchema = z
  .strictObject({
    challenge: z.string(),
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.strictObject({ type: typeSchema, alg: z.int() })),
    timeout: z.int(),
    attestation: z.literal("none"),
    excludeCredentials: z.array(descriptorSchema),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal("required"),
      requireResidentKey: z.literal(true),
      userVerification: z.literal("required"),
    }),
  })
  .meta({ id: "PasskeyCreationOptions", description: "`PublicKeyCredentialCreationOptionsJSON` of WebAuthn." });

const passkeyNameSchema = nameSchema.meta({ maxLength: 100, examples: ["Work laptop"] });

export const passkeySchema = z
  .strictObject({
    id: idSchema,
    name: z.string().meta({ examples: ["Work laptop"] }),
    createdAt: z.date(),
    lastUsedAt: z.date().nullable(),
    backedUp: z.boolean().meta({ description: "Whether it is kept beyond the device, such as in a cloud." }),
  })
  .meta({ id: "Passkey" });

export const passkeySignInOptionsSchema = z
  .strictObject({ token: z.string(), options: requestOptionsSchema })
  .meta({ id: "PasskeySignInOptions" });

export const passkeyCreationOptionsSchema = z
  .strictObject({ token: z.string(), options: creationOptionsSchema })
  .meta({ id: "PasskeyCreation" });

export const passkeySignInSchema = z.strictObject({
  token: challengeTokenSchema,
  response: authenticationResponseSchema,
});
export const startPasskeySchema = z.strictObject({ currentPassword: currentPasswordSchema.optional() });
export const createPasskeySchema = z.strictObject({
  token: challengeTokenSchema,
  name: passkeyNameSchema,
  response: registrationResponseSchema,
});
export const updatePasskeySchema = z.strictObject({ id: idSchema, name: passkeyNameSchema });

/** The first factor of an account comes with the codes that stand in for it. */
export const createdPasskeySchema = passkeySchema
  .extend({
    recoveryCodes: z
      .array(z.string())
      .nullable()
      .meta({ description: "Shown once, when this is the first second factor; otherwise null." }),
  })
  .meta({ id: "CreatedPasskey" });

export type RegistrationResponse = z.infer<typeof registrationResponseSchema>;
export type AuthenticationResponse = z.infer<typeof authenticationResponseSchema>;
export type RequestOptions = z.infer<typeof requestOptionsSchema>;
export type CreationOptions = z.infer<typeof creationOptionsSchema>;
export type Passkey = z.infer<typeof passkeySchema>;
export type CreatedPasskey = z.infer<typeof createdPasskeySchema>;
export type PasskeySignInOptions = z.infer<typeof passkeySignInOptionsSchema>;
export type PasskeyCreation = z.infer<typeof passkeyCreationOptionsSchema>;
export type PasskeySignInInput = z.infer<typeof passkeySignInSchema>;
export type CreatePasskeyInput = z.infer<typeof createPasskeySchema>;
export type UpdatePasskeyInput = z.infer<typeof updatePasskeySchema>;
