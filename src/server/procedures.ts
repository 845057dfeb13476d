import type { Permission } from "@/schemas/permission.schema";
import { identify, requirePermission } from "./middleware/auth.middleware";
import { envelope } from "./middleware/envelope.middleware";
import { errors } from "./middleware/errors.middleware";
import { idempotency } from "./middleware/idempotency.middleware";
import { log } from "./middleware/log.middleware";
import { precondition } from "./middleware/precondition.middleware";
import { rateLimit } from "./middleware/rate-limit.middleware";
import { timeBudget } from "./middleware/time-budget.middleware";
import { procedure } from "./trpc";

// The order on one screen: the envelope sees every answer, the log line its final code, the errors everything inside;
// whatever comes after the time budget has ten seconds. Only who may call gets as far as the precondition and the
// answer that an idempotency key has.
const base = procedure.use(envelope).use(log).use(errors).use(timeBudget).use(rateLimit);
const open = base.meta({ access: "public" });

export const publicProcedure = open.use(precondition).use(idempotency);

/** For anybody, where the answer depends on who it is. */
export const identifiedProcedure = open.use(identify).use(precondition).use(idempotency);

/** For a caller with one of these permissions: by session or, where the permission is a scope, by key. */
export function protectedProcedure(...permissions: [Permission, ...Permission[]]) {
  const known = base.meta({ access: "protected", permissions }).use(requirePermission(permissions));
  return known.use(precondition).use(idempotency);
}
