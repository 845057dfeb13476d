import { createHash, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { env } from "@/lib/env";
import { GITHUB_CLIENT } from "./provider-door";

type GithubEmail = { email: string; primary: boolean; verified: boolean; visibility: "public" | "private" | null };
export type GithubPerson = { id: number; login: string; name: string | null; emails: GithubEmail[] };

type Grant = { login: string; scope: string; challenge: string | null; redirectUri: string };

const CALLBACK = `${env.APP_URL}/oauth/callback`;
const BASE = "http://github";

/**
 * Stands in for GitHub, by its documentation: the web application flow with PKCE ("Authorizing OAuth apps") and the two
 * REST endpoints of a GitHub Enterprise Server that sign-in needs. `login` chooses who is signed in there.
 */
export class GithubServer {
  readonly people = new Map<string, GithubPerson>();
  clientSecret = GITHUB_CLIENT.secret;
  readonly #codes = new Map<string, Grant>();
  readonly #tokens = new Map<string, Grant>();

  static isFor(path: string): boolean {
    return path.startsWith("/login/oauth/") || path.startsWith("/api/v3/");
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", BASE);
    if (pathname === "/login/oauth/authorize") return this.#authorize(searchParams, response);
    if (pathname === "/login/oauth/access_token") return this.#exchange(request, response);
    return this.#api(pathname.slice("/api/v3".length), request, response);
  }

  #authorize(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get("redirect_uri") ?? CALLBACK;
    const login = query.get("login") ?? "";
    if (query.get("client_id") !== GITHUB_CLIENT.id || redirectUri !== CALLBACK || !this.people.has(login)) {
      response.writeHead(404).end();
      return;
    }
    const code = randomBytes(10).toString("hex");
    const challenge = query.get("code_challenge_method") === "S256" ? query.get("code_challenge") : null;
    this.#codes.set(code, { login, scope: query.get("scope") ?? "", challenge, redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", query.get("state") ?? "");
    response.writeHead(302, { Location: back.href }).end();
  }

  /** Failures are a 200 with an `error`; the answer is a form unless JSON is asked for. */
  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const answer = this.#tokenFor(form);
    if (request.headers.accept?.includes("application/json")) {
      response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(answer));
    } else {
      const type = "application/x-www-form-urlencoded; charset=utf-8";
      response.writeHead(200, { "Content-Type": type }).end(new URLSearchParams(answer).toString());
    }
  }

  #tokenFor(form: URLSearchParams): Record<string, string> {
    const isKnown = form.get("client_id") === GITHUB_CLIENT.id && form.get("client_secret") === this.clientSecret;
    if (!isKnown)
      return failure("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
    const code = form.get("code") ?? "";
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    if (!grant || !fits(grant, form)) {
      return failure("bad_verification_code", "The code passed is incorrect or expired.");
    }
    if ((form.get("redirect_uri") ?? CALLBACK) !== grant.redirectUri) {
      return failure("redirect_uri_mismatch", "The redirect_uri MUST match the registered callback URL.");
    }
    const token = `gho_${randomBytes(18).toString("hex")}`;
    this.#tokens.set(token, grant);
    return { access_token: token, scope: grant.scope.replaceAll(" ", ","), token_type: "bearer" };
  }

  #api(path: string, request: IncomingMessage, response: ServerResponse): void {
    const [status, body] = this.#look(path, request.headers);
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
  }

  #look(path: string, headers: IncomingHttpHeaders): [number, unknown] {
    if (!headers["user-agent"]) return [403, { message: "Request forbidden by administrative rules." }];
    const grant = this.#tokens.get(headers.authorization?.replace(/^bearer /i, "") ?? "");
    const person = grant && this.people.get(grant.login);
    if (!person) return [401, { message: "Bad credentials" }];
    const { emails, ...user } = person;
    if (path === "/user") return [200, { ...user, type: "User", site_admin: false, email: null }];
    const mayReadEmails = /\buser(?::email)?(?:$| )/.test(grant.scope);
    return path === "/user/emails" && mayReadEmails ? [200, emails] : [404, { message: "Not Found" }];
  }
}

function fits({ challenge }: Grant, form: URLSearchParams): boolean {
  if (challenge === null) return true;
  const verifier = form.get("code_verifier") ?? "";
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}

function failure(error: string, description: string): Record<string, string> {
  return { error, error_description: description, error_uri: "https://docs.github.com/" };
}
