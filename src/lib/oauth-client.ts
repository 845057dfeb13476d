import * as client from "openid-client";
import { now } from "./clock";
import { isLoopback, type OAuthProvider } from "./env-oauth";

const TIMEOUT_SECONDS = 5;
/** Providers move their endpoints now and then; keys that rotate are read again by the library. */
const KEEP_MS = 60 * 60 * 1000;

type Kept = { configuration: Promise<client.Configuration>; at: number };

const kept = new Map<string, Kept>();

/** The secret goes where the provider wants it: the specification's default is the Authorization field. */
function authentication(provider: Extract<OAuthProvider, { kind: "oidc" }>): client.ClientAuth {
  const [basic, post] = [
    client.ClientSecretBasic(provider.clientSecret),
    client.ClientSecretPost(provider.clientSecret),
  ];
  return (server, metadata, body, headers) => {
    const offered = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const first = offered.includes("client_secret_basic") ? "client_secret_basic" : "client_secret_post";
    const chosen = provider.clientAuthentication ?? first;
    return (chosen === "client_secret_basic" ? basic : post)(server, metadata, body, headers);
  };
}

async function discover(provider: Extract<OAuthProvider, { kind: "oidc" }>): Promise<client.Configuration> {
  const issuer = new URL(provider.issuer);
  // Configuration lets clear text through to this machine only.
  const local = isLoopback(issuer.hostname) && issuer.protocol === "http:" ? [client.allowInsecureRequests] : [];
  return client.discovery(issuer, provider.clientId, undefined, authentication(provider), {
    timeout: TIMEOUT_SECONDS,
    // The ID token's signature is checked too, although it comes from the provider itself.
    execute: [client.enableNonRepudiationChecks, ...local],
  });
}

/** GitHub says with a 200 that it refuses a code; the library, as the specification, looks at the status first. */
const githubFetch: client.CustomFetch = async (url, options) => {
  // The library types its body a little wider than fetch does.
  const response = await fetch(url, options as RequestInit);
  const isToken = url.endsWith("/login/oauth/access_token") && response.ok;
  const body: unknown = isToken ? await response.clone().json() : null;
  const isError = typeof body === "object" && body !== null && "error" in body;
  return isError ? Response.json(body, { status: 400 }) : response;
};

/** GitHub has nothing to discover: its addresses are documented. */
async function github(provider: Extract<OAuthProvider, { kind: "github" }>): Promise<client.Configuration> {
  const base = `${provider.url}/login/oauth`;
  const server = { issuer: base, authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/access_token` };
  const authenticate = client.ClientSecretPost(provider.clientSecret);
  const configuration = new client.Configuration(server, provider.clientId, undefined, authenticate);
  configuration.timeout = TIMEOUT_SECONDS;
  configuration[client.customFetch] = githubFetch;
  if (provider.url.startsWith("http:")) client.allowInsecureRequests(configuration);
  return configuration;
}

/** Has the next sign-in ask the provider anew for its endpoints. */
export function forgetConfiguration({ id }: OAuthProvider): void {
  kept.delete(id);
}

/**
 * What is known about a provider; asked for once, when it is first needed, and again after an hour or a failure.
 * @throws whatever the library throws when the provider cannot be reached
 */
export async function configurationOf(provider: OAuthProvider): Promise<client.Configuration> {
  const at = now().getTime();
  const before = kept.get(provider.id);
  if (before && Math.abs(at - before.at) < KEEP_MS) return before.configuration;
  const configuration = provider.kind === "github" ? github(provider) : discover(provider);
  const entry = { configuration, at };
  kept.set(provider.id, entry);
  try {
    return await configuration;
  } catch (error) {
    if (kept.get(provider.id) === entry) kept.delete(provider.id);
    throw error;
  }
}
