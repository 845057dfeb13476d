"use client";

import type { RouterOutputs } from "@/types/api";
import { toProblem } from "./problem";
import { trpc } from "./trpc";

export type System = RouterOutputs["system"]["read"]["data"];

/** What runs, and how it is, with the time at which it was so. */
export function useSystem() {
  const { data, isError, error, isFetching, refetch } = trpc.system.read.useQuery();
  return {
    system: data?.data ?? null,
    readAt: data ? new Date(data.meta.timestamp) : null,
    problem: isError ? toProblem(error) : null,
    isReading: isFetching,
    readAgain: () => void refetch(),
  };
}
