// What the tests use of oidc-provider, which brings no types. No import or export up here: that makes it a declaration.
declare module "oidc-provider" {
  import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

  type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> };

  class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    readonly Grant: new (properties: {
      clientId: string;
      accountId: string;
    }) => Grant;
    callback(): RequestListener;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ params: { login_hint?: string } }>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  }

  export = Provider;
}

declare module "oidc-provider/lib/adapters/memory_adapter.js" {
  /** Keeps everything in this process; the leeway is in seconds. */
  export function createMemoryAdapter(leeway: number): unknown;
}
