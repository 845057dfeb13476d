import { z } from "zod";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import { requestOptions } from "@/lib/webauthn";
import type { AuthenticationResponse, PasskeySignInInput, PasskeySignInOptions } from "@/schemas/passkey.schema";
import { countAnswer, getChallenge, type OpenChallenge, openChallenge, redeemChallenge } from "./challenge.service";
import { ownerOfPasskey, takePasskeyAnswer } from "./passkey-answer";
import { type Origin, openSession, type SignedInNow } from "./sign-in.service";
import { noteNetworkFailure } from "./sign-in-failure.service";
import { publicUserSelect, toUser } from "./user.select";
import { lockUser } from "./user-lock";

const payloadSchema = z.object({ webauthnChallenge: z.string() });

/** Begins a sign-in by any passkey of this site: the device knows whose it is. */
export async function startPasskeySignIn(): Promise<PasskeySignInOptions> {
  const options = await requestOptions([], "required");
  const payload: z.output<typeof payloadSchema> = { webauthnChallenge: options.challenge };
  const { token } = await openChallenge(prisma, { kind: "PASSKEY_SIGN_IN", userId: null, payload });
  return { token, options };
}

type Started = OpenChallenge<z.output<typeof payloadSchema>>;
type Claim = { userId: string; response: AuthenticationResponse };

async function judge(
  { id, payload }: Started,
  { userId, response }: Claim,
  origin: Origin,
): Promise<SignedInNow | null> {
  const question = { challenge: payload.webauthnChallenge, userVerification: "required" } as const;
  return transaction(async (tx) => {
    if (!(await lockUser(tx, userId))) return null;
    const row = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: publicUserSelect });
    const user = toUser(row);
    if (user.status !== "ACTIVE" || !user.emailVerified) return null;
    if (!(await takePasskeyAnswer(tx, userId, response, question))) return null;
    await redeemChallenge(tx, id);
    return openSession(tx, { user, how: "passkey", passwordHash: null, newHash: null }, origin);
  });
}

/**
 * Signs in by a passkey alone: it is had, and it verified the person, so it is both factors at once.
 * @returns the user, and the new session's token for the cookie
 * @throws AppError `UNAUTHENTICATED`, alike for an unknown passkey, a wrong answer and a disabled account
 */
export async function signInWithPasskey(input: PasskeySignInInput, origin: Origin): Promise<SignedInNow> {
  const { token, response } = input;
  const started = await getChallenge("PASSKEY_SIGN_IN", token, payloadSchema);
  await countAnswer(started.id);
  const userId = await ownerOfPasskey(prisma, response);
  const signedIn = userId === null ? null : await judge(started, { userId, response }, origin);
  if (signedIn) return signedIn;
  await noteNetworkFailure(origin.device.ip);
  throw new AppError("UNAUTHENTICATED", { message: "This passkey opens no account here." });
}
