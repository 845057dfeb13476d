import { z } from "zod";
import type { OAuthProvider } from "@/lib/env-oauth";
import { findProvider, refusedByProvider } from "@/lib/oauth";
import type { Profile } from "@/lib/oauth-profile";
import { prisma } from "@/lib/prisma";
import type { OAuthAnswerInput } from "@/schemas/identity.schema";
import { getChallenge, redeemChallenge, staleChallenge } from "./challenge.service";

/** OpenID Connect's `sub`. A blank at the end would be lost when MariaDB compares. */
const SUBJECT = /^[\x20-\x7e]{0,254}[\x21-\x7e]$/;
const LABEL_MAX = 254;
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** What is kept, sealed, between leaving for a provider and coming back. */
const secretsSchema = z.strictObject({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
});

export type KeptSecrets = z.infer<typeof secretsSchema>;

/** Somebody who has proved who they are at a provider. */
export type Proof = { provider: OAuthProvider; profile: Profile; label: string };

/** A text from elsewhere as one line of at most so many characters, without what cannot be shown. */
export function oneLine(text: string, max: number): string {
  const plain = text.toWellFormed().replace(UNFIT, " ").trim();
  return [...plain].slice(0, max).join("").trim();
}

/**
 * Takes what the provider sent back. The token is used up first, whatever comes of it: a code is good for one exchange
 * anyway, no code is sent twice, and no transaction waits for another server.
 * @throws AppError `UNAUTHENTICATED`, `SERVICE_UNAVAILABLE`
 */
export async function proveIdentity({ token, ...answer }: OAuthAnswerInput): Promise<Proof> {
  const { id, payload } = await getChallenge("OAUTH", token, secretsSchema);
  await redeemChallenge(prisma, id);
  const provider = findProvider(payload.provider);
  if (!provider) throw staleChallenge();
  // Loaded for the first sign-in through a provider.
  const { finishAuthorization } = await import("@/lib/oauth-flow");
  const profile = await finishAuthorization(provider, payload, answer);
  if (!SUBJECT.test(profile.subject)) throw refusedByProvider();
  const names = provider.kind === "github" ? [profile.login, profile.email] : [profile.email, profile.login];
  const label = names.map((name) => oneLine(name ?? "", LABEL_MAX)).find((name) => name !== "");
  return { provider, profile, label: label ?? profile.subject };
}
