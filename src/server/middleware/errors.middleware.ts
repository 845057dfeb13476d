import { toAppError, toTrpcError } from "../errors";
import { middleware } from "../trpc";

/** Whatever went wrong inside leaves as an AppError, on every surface: `next()` never throws, so the result is looked at. */
export const errors = middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(toAppError(result.error));
  return result;
});
