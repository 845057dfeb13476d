import { env } from "@/lib/env";
import { API_KEY_DEFAULT_PER_MINUTE } from "@/schemas/api-key.schema";

/** How much may be done in a window. Procedures that name the same policy share its count. */
export type RateLimit = {
  name: string;
  /**
   * Whose calls are counted together: those of a network (an IPv4 address, or an IPv6 network of 64 bits), those of a network
   * that name the same `email`, or those of an account; of a network as well where nobody is signed in.
   */
  by: "network" | "email" | "caller";
  quota: number;
  windowSeconds: number;
  /** What one call takes of the quota; 1 unless said otherwise. */
  cost?: number;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Every policy, by what it is for. Those of `reads` and `writes` are there unless a procedure names its own. */
export const RATE_LIMITS = {
  network: { name: "network", by: "network", quota: 20 * env.RATE_LIMIT_READS, windowSeconds: MINUTE },
  public: { name: "public", by: "network", quota: env.RATE_LIMIT_READS, windowSeconds: MINUTE },
  reads: { name: "reads", by: "caller", quota: env.RATE_LIMIT_READS, windowSeconds: MINUTE },
  writes: { name: "writes", by: "caller", quota: env.RATE_LIMIT_WRITES, windowSeconds: MINUTE },
  signIn: { name: "signin", by: "network", quota: 60, windowSeconds: MINUTE },
  signInEmail: { name: "signin-email", by: "email", quota: 10, windowSeconds: MINUTE },
  signUp: { name: "signup", by: "network", quota: 30, windowSeconds: HOUR },
  mail: { name: "mail", by: "network", quota: 30, windowSeconds: 10 * MINUTE },
  mailEmail: { name: "mail-email", by: "email", quota: 5, windowSeconds: 10 * MINUTE },
  link: { name: "link", by: "network", quota: 30, windowSeconds: MINUTE },
  challenge: { name: "challenge", by: "network", quota: 60, windowSeconds: MINUTE },
  confirmation: { name: "confirmation", by: "caller", quota: 30, windowSeconds: MINUTE },
  emailChange: { name: "email-change", by: "caller", quota: 20, windowSeconds: HOUR },
  keyCreation: { name: "key-creation", by: "caller", quota: 50, windowSeconds: HOUR },
} as const satisfies Record<string, RateLimit>;

/** A key's own number of calls a minute takes the place of these. */
const LEFT_TO_KEYS: readonly string[] = [RATE_LIMITS.reads.name, RATE_LIMITS.writes.name];

/** The policy of a key with this number of calls a minute. */
export function keyLimit(requestsPerMinute: number): RateLimit {
  return { name: "key", by: "caller", quota: requestsPerMinute, windowSeconds: MINUTE };
}

/** Every policy, for people who want to see them; that of keys with the number that a key has by default. */
export function listRateLimits(): readonly RateLimit[] {
  return [...Object.values(RATE_LIMITS), keyLimit(API_KEY_DEFAULT_PER_MINUTE)];
}

/** Whether a policy is for people only. */
export function isLeftToKeys({ name }: RateLimit): boolean {
  return LEFT_TO_KEYS.includes(name);
}

type Limited = { rateLimit?: readonly RateLimit[] | false; access?: "public" | "protected" };

/** What a call of this procedure is counted against. */
export function rateLimitsOf({ rateLimit, access }: Limited, type: string): readonly RateLimit[] {
  if (rateLimit === false) return [];
  if (access === "public") return rateLimit ?? [RATE_LIMITS.public];
  return [RATE_LIMITS.network, ...(rateLimit ?? [type === "query" ? RATE_LIMITS.reads : RATE_LIMITS.writes])];
}
