import { env } from "@/lib/env";
import type { OAuthAnswerInput } from "@/schemas/identity.schema";
import { startOAuth } from "@/services/identity.service";
import { type GithubPerson, GithubServer } from "./github-server";
import { type Claims, OidcServer } from "./oidc-server";
import { providerDoor } from "./provider-door";

type Providers = { oidc: OidcServer; github: GithubServer };

const MAX_REDIRECTS = 10;

let started: Promise<Providers> | null = null;

async function start(): Promise<Providers> {
  const door = providerDoor();
  const oidc = await OidcServer.start(door.url);
  const github = new GithubServer();
  door.serve = (request, response) => {
    const isGithub = GithubServer.isFor(new URL(request.url ?? "/", door.url).pathname);
    return (isGithub ? github : oidc).answer(request, response);
  };
  return { oidc, github };
}

/** The providers of this worker, started when they are first needed. */
export function providers(): Promise<Providers> {
  started ??= start();
  return started;
}

function remember(jar: Map<string, string>, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ""] = cookie.split(";");
    const at = pair.indexOf("=");
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Does what a browser does from leaving for a provider until it is sent back; gives the address of the callback page. */
export async function visit(target: URL): Promise<URL> {
  const jar = new Map<string, string>();
  let url = target;
  for (let step = 0; step < MAX_REDIRECTS; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    remember(jar, response);
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url);
    if (url.href.startsWith(`${env.APP_URL}/oauth/callback?`)) return url;
  }
  throw new Error("too many redirects");
}

/** What the callback page hands in. */
export function answerFrom(token: string, { searchParams }: URL): OAuthAnswerInput {
  const iss = searchParams.get("iss");
  return {
    token,
    code: searchParams.get("code") ?? `error: ${searchParams.get("error")}`,
    state: searchParams.get("state") ?? "",
    ...(iss !== null && { iss }),
  };
}

type Wish = {
  sub: string;
  claims?: Claims;
  /** What an attacker changes in the address of the provider before the browser goes there. */
  change?: (query: URLSearchParams) => void;
};

/** Leaves for the OpenID Connect provider as somebody, and comes back with what it says. */
export async function fromOidc({ sub, claims, change }: Wish): Promise<OAuthAnswerInput> {
  const { oidc } = await providers();
  const email = `${sub}@elsewhere.example`;
  oidc.people.set(sub, claims ?? { email, email_verified: true, name: `Elsewhere ${sub}` });
  const { token, url } = await startOAuth({ provider: "acme" });
  const target = new URL(url);
  target.searchParams.set("login_hint", sub);
  change?.(target.searchParams);
  return answerFrom(token, await visit(target));
}

/** The same with GitHub. */
export async function fromGithub(
  person: GithubPerson,
  change?: (query: URLSearchParams) => void,
): Promise<OAuthAnswerInput> {
  const { github } = await providers();
  github.people.set(person.login, person);
  const { token, url } = await startOAuth({ provider: "github" });
  const target = new URL(url);
  target.searchParams.set("login", person.login);
  change?.(target.searchParams);
  return answerFrom(token, await visit(target));
}
