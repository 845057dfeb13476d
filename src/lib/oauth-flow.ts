import * as client from "openid-client";
import { env } from "./env";
import type { OAuthProvider } from "./env-oauth";
import type { OAuthAnswer, OAuthSecrets } from "./oauth";
import { configurationOf, forgetConfiguration } from "./oauth-client";
import { providerFailure } from "./oauth-failure";
import { githubProfile, oidcProfile, type Profile } from "./oauth-profile";

/** The page that takes what the provider sends back; each provider has to know it. */
const REDIRECT_URI = `${env.APP_URL}/oauth/callback`;
const SCOPES = { github: "user:email", oidc: "openid email profile" } as const;

async function asking<Result>(provider: OAuthProvider, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const failure = providerFailure(provider.id, error);
    if (failure.code === "SERVICE_UNAVAILABLE") forgetConfiguration(provider);
    throw failure;
  }
}

/**
 * Begins an authorization code flow with PKCE, state and nonce.
 * @returns where to send the browser, and what must be kept until it is back
 * @throws AppError `SERVICE_UNAVAILABLE`
 */
export async function beginAuthorization(provider: OAuthProvider): Promise<{ url: string; secrets: OAuthSecrets }> {
  return asking(provider, async () => {
    const configuration = await configurationOf(provider);
    const secrets = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URI,
      scope: SCOPES[provider.kind],
      state: secrets.state,
      code_challenge: await client.calculatePKCECodeChallenge(secrets.codeVerifier),
      code_challenge_method: "S256",
      ...(provider.kind === "oidc" && { nonce: secrets.nonce }),
    });
    return { url: url.href, secrets };
  });
}

/**
 * Exchanges the code for who the person is at the provider. State, PKCE and, with OpenID Connect, the issuer, the nonce and
 * the ID token with its signature are checked.
 * @throws AppError `UNAUTHENTICATED` when any of it is not right, `SERVICE_UNAVAILABLE`
 */
export async function finishAuthorization(
  provider: OAuthProvider,
  secrets: OAuthSecrets,
  { code, state, iss }: OAuthAnswer,
): Promise<Profile> {
  return asking(provider, async () => {
    const configuration = await configurationOf(provider);
    const currentUrl = new URL(REDIRECT_URI);
    currentUrl.search = new URLSearchParams({ code, state, ...(iss !== undefined && { iss }) }).toString();
    const isOidc = provider.kind === "oidc";
    const tokens = await client.authorizationCodeGrant(configuration, currentUrl, {
      expectedState: secrets.state,
      pkceCodeVerifier: secrets.codeVerifier,
      ...(isOidc && { expectedNonce: secrets.nonce, idTokenExpected: true }),
    });
    return isOidc ? oidcProfile(configuration, tokens) : githubProfile(configuration, tokens, provider);
  });
}
