import type { TRPCLink } from "@trpc/client";
import type { AppRouter } from "@/server/root";

function withoutDirection(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("direction" in input)) return input;
  const { direction: _direction, ...rest } = input;
  return rest;
}

/** tRPC's `useInfiniteQuery` adds a `direction` that no list takes; the server refuses unknown keys. */
export const directionLink: TRPCLink<AppRouter> = () => {
  return ({ op, next }) => next({ ...op, input: withoutDirection(op.input) });
};
