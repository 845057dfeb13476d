import "./oidc-provider-types";
import { generateKeyPairSync } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import { vi } from "vitest";
import { env } from "@/lib/env";
import { CLIENT } from "./provider-door";

export type Claims = { email?: string; email_verified?: boolean | string; name?: string; preferred_username?: string };

/** What goes wrong with the provider, until a test says otherwise. */
export type Fault = "none" | "down" | "hangs" | "error" | "forged" | "noJson" | "stranger";

const TEN_MINUTES = 600;
const LOGIN = "/login/";

/** A whole, certified OpenID Connect provider, in this process. Who comes with a `login_hint` is signed in as that person. */
export class OidcServer {
  readonly people = new Map<string, Claims>();
  fault: Fault = "none";
  /** Path of each request, in order. */
  readonly seen: string[] = [];
  readonly #provider: Provider;
  readonly #handle: (request: IncomingMessage, response: ServerResponse) => unknown;

  private constructor(issuer: string, callback: string, OidcProvider: typeof Provider) {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const provider: Provider = new OidcProvider(issuer, {
      adapter: createMemoryAdapter(0),
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] }],
      cookies: { keys: ["only for tests"] },
      jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" }] },
      claims: { email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, ...this.people.get(id) }),
      }),
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${LOGIN}${uid}` },
      loadExistingGrant: async ({ oidc }: { oidc: { session: { accountId: string } } }) => {
        const grant = new provider.Grant({ clientId: CLIENT.id, accountId: oidc.session.accountId });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
      ttl: Object.fromEntries(
        ["AccessToken", "AuthorizationCode", "IdToken", "Interaction", "Session", "Grant"].map((each) => [
          each,
          TEN_MINUTES,
        ]),
      ),
    });
    this.#provider = provider;
    this.#handle = provider.callback();
  }

  static async start(issuer: string, callback = `${env.APP_URL}/oauth/callback`): Promise<OidcServer> {
    // It says on standard error which versions of Node.js it is tested with.
    const quiet = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { default: OidcProvider } = await import("oidc-provider");
    quiet.mockRestore();
    return new OidcServer(issuer, callback, OidcProvider);
  }

  /** Answers a request, as the provider or as what the fault makes of it. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://provider").pathname;
    this.seen.push(path);
    if (this.#isFaulty(request, response)) return;
    if (path.startsWith(LOGIN)) return this.#login(request, response);
    if (this.fault === "stranger" && path === "/token") dropCredentials(request);
    if (this.fault === "forged" && path === "/token") forgeSignature(response);
    await this.#handle(request, response);
  }

  #isFaulty(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.fault === "down") request.socket.destroy();
    if (this.fault === "error") response.writeHead(500, { "Content-Type": "text/plain" }).end("oh no");
    if (this.fault === "noJson") response.writeHead(200, { "Content-Type": "application/json" }).end("<p>");
    return !["none", "forged", "stranger"].includes(this.fault);
  }

  async #login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await this.#provider.interactionDetails(request, response);
    await this.#provider.interactionFinished(request, response, { login: { accountId: params.login_hint } });
  }
}

/** The secret is one that the provider does not know (any more). */
function dropCredentials({ headers }: IncomingMessage): void {
  headers.authorization = `Basic ${Buffer.from(`${CLIENT.id}:of-old`).toString("base64")}`;
}

/** Changes the signature of the ID token in a token answer, and leaves its length as it was. */
function forgeSignature(response: ServerResponse): void {
  const end = response.end.bind(response);
  const forge = (body: string) =>
    body.replace(
      /("id_token":"[^".]+\.[^".]+\.)(.)/,
      (_all, head: string, first: string) => head + (first === "A" ? "B" : "A"),
    );
  // The one way in which Koa ends an answer with a text.
  response.end = ((body: unknown) => end(typeof body === "string" ? forge(body) : body)) as typeof response.end;
}
