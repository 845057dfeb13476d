import { z } from "zod";
import { byIdSchema, emptySchema, removedSchema } from "@/schemas/common.schema";
import { signInAnswerSchema } from "@/schemas/factor.schema";
import {
  identityProviderSchema,
  identitySchema,
  oauthAnswerSchema,
  oauthStartedSchema,
  startOAuthSchema,
} from "@/schemas/identity.schema";
import {
  linkIdentity,
  listIdentities,
  listIdentityProviders,
  removeIdentity,
  signInWithIdentity,
  startOAuth,
} from "@/services/identity.service";
import { protectedProcedure, publicProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { answerSignIn, countSignIn, originOf } from "../sign-in-answer";
import { router } from "../trpc";

const service = traced({ linkIdentity, listIdentities, removeIdentity, signInWithIdentity, startOAuth });

export const identityRouter = router({
  providers: publicProcedure
    .meta({
      rest: { method: "GET", path: "/auth/providers" },
      summary: "Whom can I sign in through?",
      description: "The providers that are configured, in the order in which to offer them. Often none.",
    })
    .input(emptySchema)
    .output(z.array(identityProviderSchema))
    .query(() => listIdentityProviders()),

  start: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.challenge],
      rest: { method: "POST", path: "/auth/oauth/start" },
      summary: "Go to a provider",
      description:
        "Keep the token in this browser and go to `url`. The provider sends the browser back to `/oauth/callback` with `code`, `state` and maybe `iss`, which are handed in with the token to sign in or to link.",
      errors: ["SERVICE_UNAVAILABLE"],
    })
    .input(startOAuthSchema)
    .output(oauthStartedSchema)
    .mutation(({ input }) => service.startOAuth(input)),

  signIn: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.signIn],
      rest: { method: "POST", path: "/auth/oauth" },
      summary: "Sign in with what a provider sent back",
      description:
        "Sets the session cookie, or asks for the second factor. Who is new gets an account, if the provider vouches for the address (else `FORBIDDEN`). An account with that address is never linked by itself: `CONFLICT`.",
      errors: ["UNAUTHENTICATED", "FORBIDDEN", "CONFLICT", "SERVICE_UNAVAILABLE"],
    })
    .input(oauthAnswerSchema)
    .output(signInAnswerSchema)
    .mutation(async ({ ctx, input }) =>
      answerSignIn(ctx, await countSignIn("identity", service.signInWithIdentity(input, originOf(ctx)))),
    ),

  link: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/identities", status: 201 },
      summary: "Link an account elsewhere",
      description: "Takes what a provider sent back. From then on the person can sign in with it; a mail says so.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT", "SERVICE_UNAVAILABLE"],
    })
    .input(oauthAnswerSchema)
    .output(identitySchema)
    .mutation(({ ctx, input }) => service.linkIdentity(ctx.actor, input)),

  list: protectedProcedure("account:read")
    .meta({
      rest: { method: "GET", path: "/account/identities" },
      summary: "List my accounts elsewhere",
      description: "What the person can sign in with beside a password.",
    })
    .input(emptySchema)
    .output(z.array(identitySchema))
    .query(({ ctx }) => service.listIdentities(ctx.actor)),

  remove: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "DELETE", path: "/account/identities/{id}" },
      summary: "Unlink an account elsewhere",
      description: "Refused with `CONFLICT` when it is the only way to sign in.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT"],
    })
    .input(byIdSchema)
    .output(removedSchema)
    .mutation(({ ctx, input }) => service.removeIdentity(ctx.actor, input.id)),
});
