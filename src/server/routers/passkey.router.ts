import { z } from "zod";
import { byIdSchema, emptySchema, removedSchema } from "@/schemas/common.schema";
import {
  createdPasskeySchema,
  createPasskeySchema,
  passkeyCreationOptionsSchema,
  passkeySchema,
  passkeySignInOptionsSchema,
  passkeySignInSchema,
  startPasskeySchema,
  updatePasskeySchema,
} from "@/schemas/passkey.schema";
import { userSchema } from "@/schemas/user.schema";
import { createPasskey, listPasskeys, removePasskey, startPasskey, updatePasskey } from "@/services/passkey.service";
import { signInWithPasskey, startPasskeySignIn } from "@/services/passkey-sign-in.service";
import { protectedProcedure, publicProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { answerSignedIn, countSignIn, originOf } from "../sign-in-answer";
import { router } from "../trpc";

const service = traced({
  createPasskey,
  listPasskeys,
  removePasskey,
  startPasskey,
  updatePasskey,
  signInWithPasskey,
  startPasskeySignIn,
});

export const passkeyRouter = router({
  signInOptions: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.challenge],
      rest: { method: "POST", path: "/auth/passkey/options" },
      summary: "Begin to sign in by a passkey",
      description: "`options` are for `navigator.credentials.get()`, `token` is for `passkey.signIn`.",
    })
    .input(emptySchema)
    .output(passkeySignInOptionsSchema)
    .mutation(() => service.startPasskeySignIn()),

  signIn: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.signIn],
      rest: { method: "POST", path: "/auth/passkey" },
      summary: "Sign in by a passkey",
      description: "The device has verified the person, so no second factor is asked for. Sets the session cookie.",
      errors: ["UNAUTHENTICATED"],
    })
    .input(passkeySignInSchema)
    .output(userSchema)
    .mutation(async ({ ctx, input }) =>
      answerSignedIn(ctx, await countSignIn("passkey", service.signInWithPasskey(input, originOf(ctx)))),
    ),

  creationOptions: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/passkeys/options" },
      summary: "Begin a new passkey",
      description: "`options` are for `navigator.credentials.create()`, `token` is for `passkey.create`.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT", "RATE_LIMITED"],
    })
    .input(startPasskeySchema)
    .output(passkeyCreationOptionsSchema)
    .mutation(({ ctx, input }) => service.startPasskey(ctx.actor, input.currentPassword)),

  create: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/passkeys", status: 201 },
      summary: "Add a passkey",
      description:
        "It signs in by itself, and is a second factor of the password. The account's first factor comes with recovery codes, shown once. At most 20.",
      errors: ["CONFLICT"],
    })
    .input(createPasskeySchema)
    .output(createdPasskeySchema)
    .mutation(({ ctx, input }) => service.createPasskey(ctx.actor, input)),

  list: protectedProcedure("account:read")
    .meta({
      rest: { method: "GET", path: "/account/passkeys" },
      summary: "List my passkeys",
      description: "All of them, oldest first.",
    })
    .input(emptySchema)
    .output(z.array(passkeySchema))
    .query(({ ctx }) => service.listPasskeys(ctx.actor)),

  update: protectedProcedure("account:secure")
    .meta({ rest: { method: "PATCH", path: "/account/passkeys/{id}" }, summary: "Rename a passkey" })
    .input(updatePasskeySchema)
    .output(passkeySchema)
    .mutation(({ ctx, input }) => service.updatePasskey(ctx.actor, input)),

  remove: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "DELETE", path: "/account/passkeys/{id}" },
      summary: "Remove a passkey",
      description:
        "Wants a recent sign-in, or `auth.reauthenticate`. With the last second factor go the recovery codes.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT"],
    })
    .input(byIdSchema)
    .output(removedSchema)
    .mutation(({ ctx, input }) => service.removePasskey(ctx.actor, input.id)),
});
