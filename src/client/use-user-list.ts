"use client";

import type { RouterOutputs } from "@/types/api";
import { byCursor, toList } from "./list";
import { trpc } from "./trpc";
import { type UserFilter, userListInput } from "./user-filter";

export type ListedUser = RouterOutputs["user"]["list"]["data"][number];

/** The users who fit, page by page, and how many there are in all. */
export function useUserList(filter: UserFilter) {
  const query = trpc.user.list.useInfiniteQuery(userListInput(filter), {
    ...byCursor,
    placeholderData: (previous) => previous,
  });
  const total = query.data?.pages[0]?.meta.pagination.total ?? 0;
  return { ...toList(query), total };
}
