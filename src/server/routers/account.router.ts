import { changeEmailSchema, changePasswordSchema } from "@/schemas/account.schema";
import { acceptedSchema, passwordChangedSchema } from "@/schemas/auth.schema";
import { emptySchema, removedSchema } from "@/schemas/common.schema";
import { removeAccount } from "@/services/account.service";
import { changeEmail } from "@/services/email-change.service";
import { changePassword } from "@/services/password.service";
import { protectedProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { clearSessionCookie } from "../session-cookie";
import { router } from "../trpc";

const service = traced({ removeAccount, changeEmail, changePassword });

const CHANGE_EMAIL_ANSWER = "If the address is free, a link is on its way to it.";

export const accountRouter = router({
  changePassword: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/account/password" },
      summary: "Change the own password",
      description:
        "Needs the current password or a sign-in within ten minutes. Every other session ends, every mailed link dies, and the person is told by mail.",
      errors: ["REAUTHENTICATION_REQUIRED", "RATE_LIMITED"],
    })
    .input(changePasswordSchema)
    .output(passwordChangedSchema)
    .mutation(async ({ ctx, input }) => {
      await service.changePassword(ctx.actor, input);
      return { passwordChanged: true };
    }),

  changeEmail: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation, RATE_LIMITS.emailChange],
      rest: { method: "POST", path: "/account/email", status: 202 },
      summary: "Move the own account to another address",
      description:
        "Needs the current password or a sign-in within ten minutes. A link goes to the new address, and the present one is told. The answer is the same whether or not the address is taken.",
      errors: ["REAUTHENTICATION_REQUIRED", "RATE_LIMITED"],
    })
    .input(changeEmailSchema)
    .output(acceptedSchema)
    .mutation(async ({ ctx, input }) => {
      await service.changeEmail(ctx.actor, input);
      return { message: CHANGE_EMAIL_ANSWER };
    }),

  remove: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "DELETE", path: "/account" },
      summary: "Delete the own account",
      description:
        "With everything that belongs to it, for good. Needs a sign-in within ten minutes, or `auth.reauthenticate`. The last active admin cannot be removed.",
      errors: ["REAUTHENTICATION_REQUIRED", "CONFLICT"],
    })
    .input(emptySchema)
    .output(removedSchema)
    .mutation(async ({ ctx }) => {
      const removed = await service.removeAccount(ctx.actor);
      ctx.responseHeaders.append("Set-Cookie", clearSessionCookie());
      return removed;
    }),
});
