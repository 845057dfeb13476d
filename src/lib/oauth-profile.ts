import * as client from "openid-client";
import { z } from "zod";
import type { OAuthProvider } from "./env-oauth";

/** Who somebody is at a provider, as it says itself. */
export type Profile = {
  /** What never changes about them there. */
  subject: string;
  /** As given; null where there is none. */
  email: string | null;
  /** Whether the provider vouches for the address. */
  emailVerified: boolean;
  name: string | null;
  /** What the account is called there. */
  login: string | null;
};

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

const text = z.string().nullish().catch(null);
const claimsSchema = z.object({
  email: text,
  email_verified: z.unknown().optional(),
  name: text,
  preferred_username: text,
});

/**
 * The person whom an ID token names; what it does not tell about them is asked for.
 * @throws whatever the library throws for an answer that is no good
 */
export async function oidcProfile(configuration: client.Configuration, tokens: Tokens): Promise<Profile> {
  const idToken = tokens.claims();
  if (!idToken) throw new Error("there is no ID token");
  const { userinfo_endpoint: more } = configuration.serverMetadata();
  // Address and "verified" are taken from one place, as one says nothing about the address of another.
  const isComplete = idToken.email !== undefined && idToken.email_verified !== undefined;
  const raw =
    isComplete || more === undefined
      ? idToken
      : await client.fetchUserInfo(configuration, tokens.access_token, idToken.sub);
  const claims = claimsSchema.parse(raw);
  return {
    subject: idToken.sub,
    email: claims.email ?? null,
    // Some providers write the boolean as a text.
    emailVerified: claims.email_verified === true || claims.email_verified === "true",
    name: claims.name ?? null,
    login: claims.preferred_username ?? null,
  };
}

const githubUserSchema = z.object({ id: z.int().positive(), login: z.string(), name: z.string().nullish() });
const githubEmailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** GitHub's API has its own host on github.com and ghe.com, and a path on servers of one's own. */
function githubApi(url: string): string {
  const { hostname } = new URL(url);
  const isHosted = hostname === "github.com" || hostname.endsWith(".ghe.com");
  return isHosted ? `https://api.${hostname}` : `${url}/api/v3`;
}

/**
 * The person whose GitHub token it is, with their primary address.
 * @throws whatever the library throws when GitHub does not answer as documented
 */
export async function githubProfile(
  configuration: client.Configuration,
  tokens: Tokens,
  { url }: Extract<OAuthProvider, { kind: "github" }>,
): Promise<Profile> {
  const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> => {
    const headers = new Headers({ Accept: "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28" });
    const target = new URL(githubApi(url) + path);
    const response = await client.fetchProtectedResource(
      configuration,
      tokens.access_token,
      target,
      "GET",
      null,
      headers,
    );
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return schema.parse(await response.json());
  };
  const user = await get("/user", githubUserSchema);
  const emails = await get("/user/emails", githubEmailsSchema);
  const primary = emails.find((each) => each.primary);
  return {
    subject: String(user.id),
    email: primary?.email ?? null,
    emailVerified: primary?.verified === true,
    name: user.name ?? null,
    login: user.login,
  };
}
