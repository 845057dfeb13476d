import type { Permission } from "@/schemas/permission.schema";
import { asOne } from "./as-one";
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
const base = procedure.use(asOne(envelope, log, errors, timeBudget, rateLimit));
const asked = asOne(precondition, idempotency);
const open = base.meta({ access: "public" });

export const publicProcedure = open.use(asked);

/** For anybody, where the answer depends on who it is. */
export const identifiedProcedure = open.use(identify).use(asked);

/** For a caller with one of these permissions: by session or, where the permission is a scope, by key. */
export function protectedProcedure(...permissions: [Permission, ...Permission[]]) {
  const known = base.meta({ access: "protected", permissions }).use(requirePermission(permissions));
  return known.use(asked);
}
