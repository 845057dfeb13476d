import "./messages.schema";
import { z } from "zod";
import { challengeTokenSchema } from "./challenge.schema";
import { idSchema } from "./common.schema";

const PROVIDER_ID = /^[a-z][a-z0-9-]{0,31}$/;
const PRINTABLE = /^[\x20-\x7e]+$/;
const CODE_MAX = 4096;
const STATE_MAX = 512;
const ISSUER_MAX = 512;

const providerIdSchema = z
  .string()
  .regex(PROVIDER_ID, "Is not the id of a provider.")
  .meta({ description: "One of those that `GET /auth/providers` lists.", examples: ["github"] });

/** Somebody whom people can sign in through. */
export const identityProviderSchema = z
  .strictObject({ id: providerIdSchema, name: z.string().meta({ examples: ["GitHub"] }) })
  .meta({ id: "IdentityProvider" });

export const startOAuthSchema = z.strictObject({ provider: providerIdSchema });

/** What begins the way to a provider: keep the token in this browser, and go to the address. */
export const oauthStartedSchema = z
  .strictObject({
    token: z.string().meta({ description: "Needed on the way back; good for ten minutes, and once." }),
    url: z.string().meta({ examples: ["https://github.com/login/oauth/authorize?client_id=…"] }),
  })
  .meta({ id: "OAuthStarted" });

/** The kept token, with what the provider has put into the address of the callback page. */
export const oauthAnswerSchema = z.strictObject({
  token: challengeTokenSchema,
  code: z
    .string()
    .max(CODE_MAX)
    .regex(PRINTABLE, "Is not a code.")
    .meta({ description: "As the provider sent it back.", examples: ["SplxlOBeZQQYbYS6WxSbIA"] }),
  state: z
    .string()
    .max(STATE_MAX)
    .regex(PRINTABLE, "Is not a state.")
    .meta({ description: "As the provider sent it back.", examples: ["af0ifjsldkj"] }),
  iss: z
    .string()
    .max(ISSUER_MAX)
    .regex(PRINTABLE, "Is not an issuer.")
    .optional()
    .meta({ description: "As the provider sent it back, where it did.", examples: ["https://id.example.org"] }),
});

/** An account elsewhere that its owner signs in with. */
export const identitySchema = z
  .strictObject({
    id: idSchema,
    provider: providerIdSchema,
    label: z.string().meta({ description: "What the account is called there.", examples: ["ada"] }),
    createdAt: z.date(),
  })
  .meta({ id: "Identity" });

export type IdentityProvider = z.infer<typeof identityProviderSchema>;
export type StartOAuthInput = z.infer<typeof startOAuthSchema>;
export type OAuthStarted = z.infer<typeof oauthStartedSchema>;
export type OAuthAnswerInput = z.infer<typeof oauthAnswerSchema>;
export type Identity = z.infer<typeof identitySchema>;
