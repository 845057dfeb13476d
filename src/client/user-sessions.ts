"use client";

import { byCursor, toList } from "./list";
import { userTexts as texts } from "./texts/admin-users";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { userSessionsInput } from "./user-sessions-input";

/** Where a user is signed in. */
export function useSessionsOfUser(id: string) {
  const query = trpc.session.listOfUser.useInfiniteQuery(userSessionsInput(id), byCursor);
  return toList(query);
}

/** Signs a user out everywhere. */
export function useEndSessionsOfUser() {
  const utils = trpc.useUtils();
  const removeAll = trpc.session.removeAllOfUser.useMutation({
    onMutate: async ({ id }) => {
      const input = userSessionsInput(id);
      await utils.session.listOfUser.cancel(input);
      const before = utils.session.listOfUser.getInfiniteData(input);
      utils.session.listOfUser.setInfiniteData(input, (data) => {
        return data && { ...data, pages: data.pages.map((page) => ({ ...page, data: [] })) };
      });
      return { before };
    },
    onError: (_error, { id }, context) =>
      utils.session.listOfUser.setInfiniteData(userSessionsInput(id), context?.before),
    onSettled: () => Promise.all([utils.session.invalidate(), utils.auditEvent.invalidate()]),
  });
  return useAction((id: string) => removeAll.mutateAsync({ id }), { done: texts.endSessions.done });
}
