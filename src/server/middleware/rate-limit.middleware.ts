import { limitOrigin } from "../limit-call";
import { middleware } from "../trpc";

/** Each call of a batch is counted. Those limits that depend on who calls are looked at once it is known. */
export const rateLimit = middleware(async ({ ctx, meta, type, getRawInput, next }) => {
  await limitOrigin(ctx, { meta, type }, getRawInput);
  return next();
});
