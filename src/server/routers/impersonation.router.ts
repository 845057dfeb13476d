import { AppError } from "@/lib/errors";
import { metrics } from "@/lib/metrics";
import { signedInSchema } from "@/schemas/auth.schema";
import { byIdSchema, emptySchema } from "@/schemas/common.schema";
import { startImpersonation, stopImpersonation } from "@/services/impersonation.service";
import { protectedProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { clearSessionCookie, sessionCookie } from "../session-cookie";
import { router } from "../trpc";

const service = traced({ startImpersonation, stopImpersonation });

export const impersonationRouter = router({
  start: protectedProcedure("users:impersonate")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/users/{id}/impersonation" },
      summary: "Act as a user",
      description:
        "Sets the cookie of a session as that user, for an hour at most. Never as another admin. It is written to the audit log, and the session names the admin.",
      errors: ["REAUTHENTICATION_REQUIRED"],
    })
    .input(byIdSchema)
    .output(signedInSchema)
    .mutation(async ({ ctx, input }) => {
      const { signedIn, token } = await service.startImpersonation(ctx.actor, input.id, ctx);
      ctx.responseHeaders.append("Set-Cookie", sessionCookie(token));
      metrics()?.count("gatehouse.sessions.opened", { kind: "impersonation" });
      return signedIn;
    }),

  stop: protectedProcedure("account:read")
    .meta({
      rest: { method: "DELETE", path: "/impersonation" },
      summary: "Stop acting as a user",
      description: "Sets the cookie of the admin's own session, under a new token.",
      errors: ["CONFLICT"],
    })
    .input(emptySchema)
    .output(signedInSchema)
    .mutation(async ({ ctx }) => {
      const back = await service.stopImpersonation(ctx.actor);
      ctx.responseHeaders.append("Set-Cookie", back ? sessionCookie(back.token) : clearSessionCookie());
      if (!back) throw new AppError("UNAUTHENTICATED");
      return back.signedIn;
    }),
});
