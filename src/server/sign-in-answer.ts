import type { SignInAnswer } from "@/schemas/factor.schema";
import type { User } from "@/schemas/user.schema";
import type { Origin, SignedInNow, SignInStep } from "@/services/sign-in.service";
import type { Context } from "./context";
import { sessionCookie } from "./session-cookie";

/** Where the sign-in of this request comes from. */
export function originOf(ctx: Context): Origin {
  return { device: { ip: ctx.ip, userAgent: ctx.userAgent }, oldToken: ctx.sessionToken };
}

/** Hands the new session to the browser, as its cookie, and answers with the user. */
export function answerSignedIn(ctx: Context, { user, token }: SignedInNow): User {
  ctx.responseHeaders.append("Set-Cookie", sessionCookie(token));
  return user;
}

/** The same, or what the second step needs; no cookie is set then. */
export function answerSignIn(ctx: Context, step: SignInStep): SignInAnswer {
  return step.kind === "signedIn" ? answerSignedIn(ctx, step) : { secondFactor: step.challenge };
}
