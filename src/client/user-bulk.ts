"use client";

import { type Problem, toProblem } from "./problem";
import { userTexts as texts } from "./texts/admin-users";
import { toastDone } from "./toast";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import type { ListedUser } from "./use-user-list";
import { type UserFilter, userListInput } from "./user-filter";

/** What the server takes in one batch. */
const BATCH = 10;

export type BulkFailure = { user: ListedUser; problem: Problem };
/** How it went: how many were asked for, and with whom it failed. */
export type BulkReport = { all: number; failures: BulkFailure[] };

/** Disables many, ten calls a request. The list shows it at once, and takes it back for those with whom it failed. */
export function useBulkDisable(filter: UserFilter) {
  const utils = trpc.useUtils();
  const input = userListInput(filter);

  function show(users: readonly ListedUser[], status?: ListedUser["status"]): void {
    const states = new Map(users.map((user) => [user.id, status ?? user.status]));
    utils.user.list.setInfiniteData(input, (data) => {
      const pages = data?.pages.map((page) => ({
        ...page,
        data: page.data.map((user) => ({ ...user, status: states.get(user.id) ?? user.status })),
      }));
      return data && pages && { ...data, pages };
    });
  }

  async function disable(user: ListedUser): Promise<BulkFailure[]> {
    try {
      await utils.client.user.update.mutate({ id: user.id, status: "DISABLED" });
      return [];
    } catch (error) {
      return [{ user, problem: toProblem(error) }];
    }
  }

  return useAction(async (users: readonly ListedUser[]): Promise<BulkReport> => {
    await utils.user.list.cancel(input);
    show(users, "DISABLED");
    const failures: BulkFailure[] = [];
    for (let at = 0; at < users.length; at += BATCH) {
      const batch = users.slice(at, at + BATCH);
      failures.push(...(await Promise.all(batch.map(disable))).flat());
    }
    show(failures.map(({ user }) => user));
    if (failures.length === 0) toastDone(texts.bulk.done(users.length));
    await utils.user.invalidate();
    return { all: users.length, failures };
  });
}
