import type { Standing } from "@/lib/rate-limiter";
import type { Signal } from "@/lib/request-context";
import { newRequestId } from "@/lib/request-id";
import type { Actor } from "@/services/actor";
import { authenticate } from "@/services/credential.service";
import { traced } from "./service-spans";

const service = traced({ authenticate });

export type Surface = "trpc" | "rest" | "page" | "caller";

export type Context = {
  requestId: string;
  surface: Surface;
  /** True when several calls share this context; their log lines are then numbered. */
  isBatch: boolean;
  /** Whether the call comes from this machine, and is for it: what is made for developers asks, and nobody else. */
  isLocal(): boolean;
  /** The address of the peer, where the front knows it. */
  ip: string | null;
  userAgent: string | null;
  ifMatch: string | null;
  /** The Idempotency-Key field, as it was sent. */
  idempotencyKey: string | null;
  /** Aborted once the time for the request has run out; null where nobody waits. */
  signal: Signal | null;
  sessionToken: string | null;
  /** The value of the Authorization field, if any. */
  authorization: string | null;
  /** Who is calling, looked up once and on demand. Null for nobody; throws UNAUTHENTICATED for bad credentials. */
  authenticate(): Promise<Actor | null>;
  /** Who is calling as far as it is known by now, for the log. */
  caller(): string;
  /** How each limit stands that the calls of this request were counted against, by its policy. */
  limits: Map<string, Standing>;
  /** What the procedures of this request add to the response, such as Set-Cookie. */
  responseHeaders: Headers;
};

type ContextParts = Partial<Omit<Context, "authenticate" | "caller" | "limits" | "responseHeaders">>;

function describe({ userId, credential }: Actor): string {
  if (credential.kind === "apiKey") return `key:${credential.keyId} user:${userId}`;
  return credential.impersonator ? `user:${userId} by:${credential.impersonator.userId}` : `user:${userId}`;
}

/** Builds a context from its parts; what is missing is as for an anonymous call from within the process. */
export function createContext(parts: ContextParts = {}): Context {
  const { sessionToken = null, authorization = null } = parts;
  let actor: Promise<Actor | null> | undefined;
  let caller = "anonymous";

  async function lookUp(): Promise<Actor | null> {
    const found = await service.authenticate({ sessionToken, authorization });
    if (found) caller = describe(found);
    return found;
  }

  return {
    surface: "caller",
    isBatch: false,
    isLocal: () => true,
    ip: null,
    userAgent: null,
    ifMatch: null,
    idempotencyKey: null,
    signal: null,
    ...parts,
    requestId: parts.requestId ?? newRequestId(),
    sessionToken,
    authorization,
    authenticate() {
      actor ??= lookUp();
      return actor;
    },
    caller: () => caller,
    limits: new Map(),
    responseHeaders: new Headers(),
  };
}
