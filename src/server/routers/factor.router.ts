import { emptySchema } from "@/schemas/common.schema";
import {
  confirmTotpSchema,
  factorsSchema,
  recoveryCodesSchema,
  renewRecoveryCodesSchema,
  startTotpSchema,
  totpRemovedSchema,
  totpSetupSchema,
} from "@/schemas/factor.schema";
import { listFactors, renewRecoveryCodes } from "@/services/factor.service";
import { confirmTotp, removeTotp, startTotp } from "@/services/totp.service";
import { protectedProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { router } from "../trpc";

const service = traced({ listFactors, renewRecoveryCodes, confirmTotp, removeTotp, startTotp });

export const factorRouter = router({
  list: protectedProcedure("account:read")
    .meta({
      rest: { method: "GET", path: "/account/factors" },
      summary: "Which second factors do I have?",
      description: "An authenticator app, recovery codes, and how many passkeys.",
    })
    .input(emptySchema)
    .output(factorsSchema)
    .query(({ ctx }) => service.listFactors(ctx.actor)),

  startTotp: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/totp" },
      summary: "Begin to set up an authenticator app",
      description: "The secret counts once `factor.confirmTotp` has taken its first code, within ten minutes.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT", "RATE_LIMITED"],
    })
    .input(startTotpSchema)
    .output(totpSetupSchema)
    .mutation(({ ctx, input }) => service.startTotp(ctx.actor, input.currentPassword)),

  confirmTotp: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/totp/confirm" },
      summary: "Turn the authenticator app on",
      description: "Takes the first code. Answers with ten recovery codes, shown once; older ones stop working.",
      errors: ["CONFLICT", "RATE_LIMITED"],
    })
    .input(confirmTotpSchema)
    .output(recoveryCodesSchema)
    .mutation(async ({ ctx, input }) => ({ recoveryCodes: await service.confirmTotp(ctx.actor, input.code) })),

  removeTotp: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "DELETE", path: "/account/totp" },
      summary: "Turn the authenticator app off",
      description:
        "Wants a recent sign-in, or `auth.reauthenticate`. With the last second factor go the recovery codes. Harmless when there is no app.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT"],
    })
    .input(emptySchema)
    .output(totpRemovedSchema)
    .mutation(async ({ ctx }) => {
      await service.removeTotp(ctx.actor);
      return { totpRemoved: true };
    }),

  renewRecoveryCodes: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/recovery-codes" },
      summary: "Make new recovery codes",
      description: "They stand in for any second factor, each once. The old ones stop working.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT", "RATE_LIMITED"],
    })
    .input(renewRecoveryCodesSchema)
    .output(recoveryCodesSchema)
    .mutation(async ({ ctx, input }) => ({
      recoveryCodes: await service.renewRecoveryCodes(ctx.actor, input.currentPassword),
    })),
});
