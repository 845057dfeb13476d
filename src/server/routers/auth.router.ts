import {
  acceptedSchema,
  confirmEmailSchema,
  emailChangedSchema,
  emailVerifiedSchema,
  forgotPasswordSchema,
  passwordChangedSchema,
  reauthenticatedSchema,
  reauthenticateSchema,
  resendVerificationSchema,
  resetPasswordSchema,
  signedInSchema,
  signedOutSchema,
  signInSchema,
  signUpSchema,
  verifyEmailSchema,
} from "@/schemas/auth.schema";
import { emptySchema } from "@/schemas/common.schema";
import { secondFactorSchema, signInAnswerSchema } from "@/schemas/factor.schema";
import { userSchema } from "@/schemas/user.schema";
import { forgotPassword, resendVerification } from "@/services/account-request.service";
import { signUp, verifyEmail } from "@/services/auth.service";
import { confirmEmail } from "@/services/email-change.service";
import { resetPassword } from "@/services/password.service";
import { reauthenticate } from "@/services/reauthentication.service";
import { completeSecondFactor } from "@/services/second-factor.service";
import { getSignedIn } from "@/services/session.service";
import { signIn, signOut } from "@/services/sign-in.service";
import { identifiedProcedure, protectedProcedure, publicProcedure } from "../procedures";
import { RATE_LIMITS } from "../rate-limits";
import { traced } from "../service-spans";
import { clearSessionCookie } from "../session-cookie";
import { answerSignedIn, answerSignIn, countSignIn, originOf } from "../sign-in-answer";
import { router } from "../trpc";

const service = traced({
  forgotPassword,
  resendVerification,
  signUp,
  verifyEmail,
  confirmEmail,
  resetPassword,
  reauthenticate,
  completeSecondFactor,
  getSignedIn,
  signIn,
  signOut,
});

const MAIL_ANSWER = "If there is such an account, a mail is on its way to it.";
const SIGN_UP_ANSWER = "If the address is free, a link is on its way to it.";

export const authRouter = router({
  signUp: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.signUp, RATE_LIMITS.mailEmail],
      rest: { method: "POST", path: "/auth/sign-up", status: 202 },
      summary: "Open an account",
      description:
        "The answer is the same whether or not the address is taken. A link goes to it; nobody is signed in yet.",
    })
    .input(signUpSchema)
    .output(acceptedSchema)
    .mutation(async ({ input }) => {
      await service.signUp(input);
      return { message: SIGN_UP_ANSWER };
    }),

  verifyEmail: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.link],
      rest: { method: "POST", path: "/auth/verify-email" },
      summary: "Confirm an address",
      description: "Takes the token of the mailed link; then the person can sign in.",
    })
    .input(verifyEmailSchema)
    .output(emailVerifiedSchema)
    .mutation(async ({ input }) => {
      await service.verifyEmail(input);
      return { emailVerified: true };
    }),

  resendVerification: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.mail, RATE_LIMITS.mailEmail],
      rest: { method: "POST", path: "/auth/resend-verification", status: 202 },
      summary: "Ask for another verification mail",
      description: "The answer is the same whether or not there is an account that waits for one. One mail a minute.",
    })
    .input(resendVerificationSchema)
    .output(acceptedSchema)
    .mutation(async ({ input }) => {
      await service.resendVerification(input);
      return { message: MAIL_ANSWER };
    }),

  forgotPassword: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.mail, RATE_LIMITS.mailEmail],
      rest: { method: "POST", path: "/auth/forgot-password", status: 202 },
      summary: "Ask for a link to choose a new password",
      description: "The answer is the same whether or not there is such an account. One mail a minute.",
    })
    .input(forgotPasswordSchema)
    .output(acceptedSchema)
    .mutation(async ({ input }) => {
      await service.forgotPassword(input);
      return { message: MAIL_ANSWER };
    }),

  resetPassword: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.link],
      rest: { method: "POST", path: "/auth/reset-password" },
      summary: "Set a password by a mailed link",
      description:
        "For a forgotten password, and for an account that an admin made. Every session of the account ends.",
    })
    .input(resetPasswordSchema)
    .output(passwordChangedSchema)
    .mutation(async ({ input }) => {
      await service.resetPassword(input);
      return { passwordChanged: true };
    }),

  confirmEmail: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.link],
      rest: { method: "POST", path: "/auth/confirm-email" },
      summary: "Confirm a new address",
      description:
        "Takes the token of the link that went to the new address: the account moves there, and the old one is told.",
    })
    .input(confirmEmailSchema)
    .output(emailChangedSchema)
    .mutation(async ({ input }) => {
      await service.confirmEmail(input);
      return { emailChanged: true };
    }),

  signIn: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.signIn, RATE_LIMITS.signInEmail],
      rest: { method: "POST", path: "/auth/sign-in" },
      summary: "Sign in",
      description:
        "Sets the session cookie; or, for an account with a second factor, answers with what `auth.secondFactor` needs. With the right password of an unverified address: `FORBIDDEN`, and a new link is sent.",
      errors: ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"],
    })
    .input(signInSchema)
    .output(signInAnswerSchema)
    .mutation(async ({ ctx, input }) =>
      answerSignIn(ctx, await countSignIn("password", service.signIn(input, originOf(ctx)))),
    ),

  reauthenticate: protectedProcedure("account:secure")
    .meta({
      rateLimit: [RATE_LIMITS.confirmation],
      rest: { method: "POST", path: "/auth/reauthenticate" },
      summary: "Confirm the own password",
      description: "For the ten minutes that follow, sensitive changes can be made.",
      errors: ["REAUTHENTICATION_REQUIRED", "RATE_LIMITED"],
    })
    .input(reauthenticateSchema)
    .output(reauthenticatedSchema)
    .mutation(async ({ ctx, input }) => {
      await service.reauthenticate(ctx.actor, input.password);
      return { reauthenticated: true };
    }),

  secondFactor: publicProcedure
    .meta({
      rateLimit: [RATE_LIMITS.signIn],
      rest: { method: "POST", path: "/auth/second-factor" },
      summary: "Do the second step of a sign-in",
      description:
        "Takes the token of the first step, and exactly one of `code`, `recoveryCode` and `passkey`. Five answers at most, then the first step has to be done again. Sets the session cookie.",
      errors: ["UNAUTHENTICATED", "RATE_LIMITED"],
    })
    .input(secondFactorSchema)
    .output(userSchema)
    .mutation(async ({ ctx, input }) =>
      answerSignedIn(ctx, await countSignIn("secondFactor", service.completeSecondFactor(input, originOf(ctx)))),
    ),

  signOut: publicProcedure
    .meta({
      rest: { method: "POST", path: "/auth/sign-out" },
      summary: "Sign out",
      description: "Ends this session on the server and takes the cookie away. Harmless when nobody is signed in.",
    })
    .input(emptySchema)
    .output(signedOutSchema)
    .mutation(async ({ ctx }) => {
      await service.signOut(ctx.sessionToken);
      ctx.responseHeaders.append("Set-Cookie", clearSessionCookie());
      return { signedOut: true };
    }),

  session: identifiedProcedure
    .meta({
      rest: { method: "GET", path: "/auth/session" },
      summary: "Who am I?",
      description: "The user and the session, or `null` when nobody is signed in.",
      errors: ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"],
    })
    .input(emptySchema)
    .output(signedInSchema.nullable())
    .query(async ({ ctx }) => ctx.actor && service.getSignedIn(ctx.actor)),
});
