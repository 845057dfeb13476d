import { noteDecision } from "@/lib/decision";
import { AppError } from "@/lib/errors";
import type { Permission } from "@/schemas/permission.schema";
import type { Actor } from "@/services/actor";
import { assertCanOneOf, can } from "@/services/permissions";
import type { Context } from "../context";
import { type Limited, limitCaller } from "../limit-call";
import { middleware } from "../trpc";

/**
 * Who is calling, with this call counted against the limits. It is here and not in the context, as the calls of a batch
 * share a context and each costs one.
 */
async function callerOf(ctx: Context, procedure: Limited): Promise<Actor | null> {
  const actor = await ctx.authenticate();
  // By what, not as whom: the latter is in the log line alone.
  noteDecision("authentication", { by: actor?.credential.kind ?? "nothing" });
  const counting = limitCaller(ctx, procedure, actor);
  if (counting !== undefined) await counting;
  return actor;
}

/** Anybody may call; the procedures behind it find who it is, or null, as `ctx.actor`. */
export const identify = middleware(async ({ ctx, meta, type, next }) =>
  next({ ctx: { actor: await callerOf(ctx, { meta, type }) } }),
);

/**
 * Somebody must be there and have one of the permissions; the procedures behind it find them as `ctx.actor`. Services check again
 * what the actor may touch.
 */
export function requirePermission(permissions: readonly Permission[]) {
  return middleware(async ({ ctx, meta, type, next }) => {
    const actor = await callerOf(ctx, { meta, type });
    if (!actor) throw new AppError("UNAUTHENTICATED");
    const allowed = permissions.some((permission) => can(actor, permission));
    noteDecision("permission", { oneOf: permissions.join(" "), allowed });
    assertCanOneOf(actor, permissions);
    return next({ ctx: { actor } });
  });
}
