import { createHash } from "node:crypto";
import { noteDecision } from "@/lib/decision";
import { AppError } from "@/lib/errors";
import { metrics } from "@/lib/metrics";
import { isPrivateAddress, networkOf } from "@/lib/network";
import { countUses, type Standing, type Use } from "@/lib/rate-limiter";
import { emailSchema } from "@/schemas/email.schema";
import type { Actor } from "@/services/actor";
import type { Context } from "./context";
import { toAppError } from "./errors";
import { isLeftToKeys, keyLimit, type RateLimit, rateLimitsOf } from "./rate-limits";
import type { Meta } from "./trpc";

/** An unknown address stands for many, and so does a private one: a proxy that we were not told of, an office. */
const SHARED_FACTOR = 20;

/** Of a procedure, what its limits follow from. */
export type Limited = { meta: Meta | undefined; type: string };

type Who = Pick<Use, "subject"> & { factor: number };

function networkWho({ ip }: Context): Who {
  const isShared = ip === null || isPrivateAddress(ip);
  return { subject: ip === null ? "unknown" : networkOf(ip), factor: isShared ? SHARED_FACTOR : 1 };
}

/** Hashed, so that no address is kept, and any is short. An unfit one is refused by the schema. */
function emailWho(ctx: Context, input: unknown): Who | null {
  const email = emailSchema.safeParse(Reflect.get(Object(input), "email"));
  if (!email.success) return null;
  const { subject, factor } = networkWho(ctx);
  return { subject: createHash("sha256").update(`${subject} ${email.data}`).digest("base64url"), factor };
}

/** Whoever really calls: an admin who acts as somebody uses up nothing of theirs. */
function callerWho(ctx: Context, actor: Actor | null): Who {
  if (!actor) return networkWho(ctx);
  const { credential, userId } = actor;
  const person = credential.kind === "session" ? (credential.impersonator?.userId ?? userId) : userId;
  return { subject: `user:${person}`, factor: 1 };
}

function toUse({ name: policy, quota, windowSeconds, cost = 1 }: RateLimit, { subject, factor }: Who): Use {
  return { policy, subject, quota: quota * factor, windowSeconds, cost };
}

const leftOf = ({ quota, used }: Standing) => Math.max(0, quota - used);
const secondsLeft = ({ msLeft }: Standing) => Math.max(1, Math.ceil(Math.round(msLeft) / 1000));

/**
 * The fields that tell how the limits stand which the calls of a request were counted against, once that is known of all of
 * them. Structured fields (RFC 9651): the policies as they are declared, and their standings with the tightest first.
 */
export function limitFields({ limits }: Context): Record<string, string> {
  const all = [...limits.values()];
  if (all.length === 0) return {};
  const policies = all.map(({ policy, quota, windowSeconds }) => `"${policy}";q=${quota};w=${windowSeconds}`);
  const tightestFirst = all.sort((a, b) => leftOf(a) / a.quota - leftOf(b) / b.quota);
  const left = tightestFirst.map((standing) => `"${standing.policy}";r=${leftOf(standing)};t=${secondsLeft(standing)}`);
  return { "ratelimit-policy": policies.join(", "), ratelimit: left.join(", ") };
}

/** Where calls of a batch share a policy, its worst standing counts. */
function keep({ limits }: Context, standings: readonly Standing[]): void {
  for (const standing of standings) {
    const known = limits.get(standing.policy);
    if (!known || leftOf(standing) <= leftOf(known)) limits.set(standing.policy, standing);
  }
}

function hold(ctx: Context, standings: readonly Standing[]): void {
  keep(ctx, standings);
  for (const { policy, quota, used } of standings)
    noteDecision("limit", { policy, quota, used, allowed: used <= quota });
  const spent = standings.filter(({ used, quota }) => used > quota);
  if (spent.length === 0) return;
  for (const { policy } of spent) metrics()?.count("gatehouse.rate_limit.refusals", { policy });
  const waits = spent.map(secondsLeft);
  throw new AppError("RATE_LIMITED", { headers: { "Retry-After": String(Math.max(...waits)) } });
}

/**
 * All at once, so that a refusal by one policy makes no difference to the others. Nothing to wait for where this process
 * counts alone: a promise for each limit of each call costs more than the counting.
 */
function countAll(ctx: Context, uses: readonly Use[]): Promise<void> | undefined {
  if (uses.length === 0) return undefined;
  const standings = countUses(uses);
  if (standings instanceof Promise) return standings.then((known) => hold(ctx, known));
  hold(ctx, standings);
  return undefined;
}

/**
 * Counts a call against where it comes from, before anybody asks who it is. Calls from within the process are free.
 * @param input null where it could not be read
 * @returns what has to be waited for, if anything
 * @throws AppError `RATE_LIMITED` with `Retry-After`
 */
export function limitOrigin(
  ctx: Context,
  { meta, type }: Limited,
  input: (() => Promise<unknown>) | null,
): Promise<void> | undefined {
  if (ctx.surface === "caller") return undefined;
  const limits = rateLimitsOf(meta ?? {}, type);
  const ofNetwork = limits.filter(({ by }) => by === "network").map((limit) => toUse(limit, networkWho(ctx)));
  const ofEmail = limits.filter(({ by }) => by === "email");
  if (input === null || ofEmail.length === 0) return countAll(ctx, ofNetwork);
  return input().then((given) => {
    const who = emailWho(ctx, given);
    return countAll(ctx, [...ofNetwork, ...(who ? ofEmail.map((limit) => toUse(limit, who)) : [])]);
  });
}

/**
 * Counts a call against who makes it: a key by its own number of calls a minute.
 * @returns what has to be waited for, if anything
 * @throws AppError `RATE_LIMITED` with `Retry-After`
 */
export function limitCaller(ctx: Context, { meta, type }: Limited, actor: Actor | null): Promise<void> | undefined {
  if (ctx.surface === "caller") return undefined;
  const limits = rateLimitsOf(meta ?? {}, type).filter(({ by }) => by === "caller");
  const who = callerWho(ctx, actor);
  const key = actor?.credential.kind === "apiKey" ? actor.credential : null;
  const own = key ? [toUse(keyLimit(key.requestsPerMinute), { subject: key.keyId, factor: 1 })] : [];
  const others = key ? limits.filter((limit) => !isLeftToKeys(limit)) : limits;
  return countAll(ctx, [...own, ...others.map((limit) => toUse(limit, who))]);
}

/**
 * Counts calls whose input could not be read, and so reached no procedure.
 * @throws AppError the failure, or `RATE_LIMITED`, with the fields of the limits
 */
export async function refuseUnread(ctx: Context, procedures: readonly Limited[], failure: unknown): Promise<never> {
  let error = toAppError(failure);
  for (const procedure of procedures) {
    try {
      await limitOrigin(ctx, procedure, null);
    } catch (refusal) {
      error = toAppError(refusal);
    }
  }
  const { code, message, details, cause } = error;
  const headers = { ...error.headers, ...limitFields(ctx), ...Object.fromEntries(ctx.responseHeaders) };
  throw new AppError(code, { message, ...(details && { details }), headers, cause });
}
