"use client";

import type { RouterOutputs } from "@/types/api";
import { byCursor, PAGE_SIZE, toList } from "./list";
import { optimisticList } from "./optimistic";
import { useGuard } from "./reauthentication";
import { sessionTexts as texts } from "./texts/account-sessions";
import { trpc } from "./trpc";
import { useAction } from "./use-action";

export type SessionRow = RouterOutputs["session"]["list"]["data"][number];

const listInput = { limit: PAGE_SIZE };

export function useSessions() {
  const query = trpc.session.list.useInfiniteQuery(listInput, byCursor);
  return toList(query);
}

/** The list is without it at once, and has it back if that is refused. */
export function useEndSession() {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const remove = trpc.session.remove.useMutation(
    optimisticList(utils.session.list, listInput, (items, { id: ended }) => items.filter(({ id }) => id !== ended)),
  );
  return useAction((id: string) => guard(() => remove.mutateAsync({ id })), { done: texts.ended });
}

/** Ends every session of the person's but this one. */
export function useEndOtherSessions() {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const removeOthers = trpc.session.removeOthers.useMutation(
    optimisticList(utils.session.list, listInput, (items) => items.filter(({ isCurrent }) => isCurrent)),
  );
  return useAction(() => guard(() => removeOthers.mutateAsync()), { done: texts.othersEnded });
}
