import { metrics } from "@/lib/metrics";
import type { SignInAnswer } from "@/schemas/factor.schema";
import type { User } from "@/schemas/user.schema";
import type { Origin, SignedInNow, SignInStep } from "@/services/sign-in.service";
import type { Context } from "./context";
import { toAppError } from "./errors";
import { sessionCookie } from "./session-cookie";

/** Where the sign-in of this request comes from. */
export function originOf(ctx: Context): Origin {
  return { device: { ip: ctx.ip, userAgent: ctx.userAgent }, oldToken: ctx.sessionToken };
}

type Way = "password" | "secondFactor" | "passkey" | "identity";

/** Counts how an attempt to sign in ended: with a session, with the second step, or with which refusal. */
export async function countSignIn<Step extends SignedInNow | SignInStep>(
  way: Way,
  attempt: Promise<Step>,
): Promise<Step> {
  const count = (outcome: string) => metrics()?.count("gatehouse.sign_ins", { method: way, outcome });
  try {
    const step = await attempt;
    count("token" in step ? "SIGNED_IN" : "SECOND_FACTOR");
    return step;
  } catch (error) {
    count(toAppError(error).code);
    throw error;
  }
}

/** Hands the new session to the browser, as its cookie, and answers with the user. */
export function answerSignedIn(ctx: Context, { user, token }: SignedInNow): User {
  ctx.responseHeaders.append("Set-Cookie", sessionCookie(token));
  metrics()?.count("gatehouse.sessions.opened", { kind: "own" });
  return user;
}

/** The same, or what the second step needs; no cookie is set then. */
export function answerSignIn(ctx: Context, step: SignInStep): SignInAnswer {
  return step.kind === "signedIn" ? answerSignedIn(ctx, step) : { secondFactor: step.challenge };
}
