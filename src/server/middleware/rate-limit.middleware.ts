import { limitOrigin } from "../limit-call";
import { middleware } from "../trpc";

/** Each call of a batch is counted. Those limits that depend on who calls are looked at once it is known. */
export const rateLimit = middleware(({ ctx, meta, type, getRawInput, next }) => {
  const counting = limitOrigin(ctx, { meta, type }, getRawInput);
  return counting === undefined ? next() : counting.then(() => next());
});
