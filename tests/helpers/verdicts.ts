import type { ErrorCode } from "@/lib/errors";
import { refusal } from "./refusal";

/** How a call ends: "OK", or the code of its failure. */
export function verdictOf(call: Promise<unknown>): Promise<ErrorCode | "OK"> {
  return call.then(
    () => "OK" as const,
    async (error: unknown) => (await refusal(Promise.reject(error))).code,
  );
}

/** How many of the calls ended in which way, with the ways in alphabetical order. */
export async function tally(calls: readonly Promise<unknown>[]): Promise<Partial<Record<ErrorCode | "OK", number>>> {
  const counts: Partial<Record<ErrorCode | "OK", number>> = {};
  for (const verdict of await Promise.all(calls.map(verdictOf))) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** `count` calls, started at once. */
export function atOnce<Result>(count: number, call: (index: number) => Promise<Result>): Promise<Result>[] {
  return Array.from({ length: count }, (_, index) => call(index));
}
