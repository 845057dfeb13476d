import { env } from "./env";
import type { OAuthProvider } from "./env-oauth";
import { AppError } from "./errors";

/** What must be kept between leaving for a provider and coming back. */
export type OAuthSecrets = { state: string; nonce: string; codeVerifier: string };

/** What the provider sends back through the browser. */
export type OAuthAnswer = { code: string; state: string; iss?: string | undefined };

/** The configured providers, in the order in which people are offered them. */
export function listProviders(): readonly OAuthProvider[] {
  return env.OAUTH_PROVIDERS;
}

/** The provider of that id; null when none is configured. */
export function findProvider(id: string): OAuthProvider | null {
  return env.OAUTH_PROVIDERS.find((provider) => provider.id === id) ?? null;
}

/** What every sign-in through a provider that cannot be believed is answered with. */
export function refusedByProvider(): AppError {
  return new AppError("UNAUTHENTICATED", { message: "That sign-in was not accepted. Start again." });
}
