import { z } from "zod";
import type { Tx } from "@/lib/prisma";
import { requestOptions } from "@/lib/webauthn";
import type { SecondFactor } from "@/schemas/factor.schema";
import type { RequestOptions } from "@/schemas/passkey.schema";
import { openChallenge } from "./challenge.service";
import { countFactors, type FactorState, readFactors, toDescriptor } from "./factors";
import type { Proved } from "./sign-in.service";

/** What the first step proved, kept until the second is done. */
export const secondFactorPayloadSchema = z.object({
  how: z.enum(["password", "passkey", "oauth"]),
  passwordHash: z.string().nullable(),
  newHash: z.string().nullable(),
  /** What a passkey has to sign; null for an account without one. */
  webauthnChallenge: z.string().nullable(),
});

type Payload = z.infer<typeof secondFactorPayloadSchema>;

function methodsOf({ totpConfirmedAt, recoveryCodesLeft, passkeys }: FactorState): SecondFactor["methods"] {
  return [
    ...(totpConfirmedAt === null ? [] : (["totp"] as const)),
    ...(passkeys.length === 0 ? [] : (["passkey"] as const)),
    ...(recoveryCodesLeft === 0 ? [] : (["recoveryCode"] as const)),
  ];
}

async function passkeyOptionsFor({ passkeys }: FactorState): Promise<RequestOptions | null> {
  // Something that is had, after something that is known: here the person need not be verified once more.
  return passkeys.length === 0 ? null : requestOptions(passkeys.map(toDescriptor), "preferred");
}

/**
 * Asks for the second factor, in the transaction that would otherwise open the session.
 * @returns null when the account has none
 */
export async function startSecondFactor(tx: Tx, proved: Proved): Promise<SecondFactor | null> {
  const { user, how, passwordHash, newHash } = proved;
  const factors = await readFactors(tx, user.id);
  if (countFactors(factors) === 0) return null;
  const passkeyOptions = await passkeyOptionsFor(factors);
  const payload: Payload = { how, passwordHash, newHash, webauthnChallenge: passkeyOptions?.challenge ?? null };
  const { token, expiresAt } = await openChallenge(tx, { kind: "SECOND_FACTOR", userId: user.id, payload });
  return { token, methods: methodsOf(factors), passkeyOptions, expiresAt };
}
