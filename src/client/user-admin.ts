"use client";

import type { RouterInputs, RouterOutputs } from "@/types/api";
import { forVersion } from "./if-match";
import { optimisticList } from "./optimistic";
import { codeOf } from "./problem";
import { useGuard } from "./reauthentication";
import { leaveTo } from "./session";
import { userTexts as texts } from "./texts/admin-users";
import { toastDone } from "./toast";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import type { ListedUser } from "./use-user-list";
import { type UserFilter, userListInput } from "./user-filter";

export type User = RouterOutputs["user"]["byId"]["data"];
type Changes = RouterInputs["user"]["update"];

export function useUser(id: string) {
  return trpc.user.byId.useQuery({ id });
}

/** Invites a person: they choose a password from a mailed link. */
export function useCreateUser() {
  const utils = trpc.useUtils();
  return trpc.user.create.useMutation({ onSuccess: () => utils.user.list.invalidate() });
}

/** For the user's own page, which shows the change at once and takes it back if it fails. */
export function useUpdateUser({ id, version }: Pick<User, "id" | "version">) {
  const utils = trpc.useUtils();
  return trpc.user.update.useMutation({
    ...forVersion(version),
    onMutate: async (changes: Changes) => {
      await utils.user.byId.cancel({ id });
      const before = utils.user.byId.getData({ id });
      if (before) utils.user.byId.setData({ id }, { ...before, data: { ...before.data, ...changes } });
      return { before };
    },
    onError: (_error, _changes, context) => utils.user.byId.setData({ id }, context?.before),
    onSettled: () => Promise.all([utils.user.invalidate(), utils.session.invalidate(), utils.auditEvent.invalidate()]),
  });
}

/**
 * For the list, which shows the change at once and takes it back if it fails.
 * @param version the only one that is to be changed; any, where it is left out
 */
export function useUpdateListedUser(filter: UserFilter, version?: number) {
  const utils = trpc.useUtils();
  return trpc.user.update.useMutation({
    ...(version !== undefined && forVersion(version)),
    ...optimisticList(utils.user.list, userListInput(filter), (users, changes: Changes) =>
      users.map((user) => (user.id === changes.id ? { ...user, ...changes } : user)),
    ),
  });
}

/** Disables who is active, and the other way round, in the list. */
export function useToggleUser(filter: UserFilter) {
  const update = useUpdateListedUser(filter);
  return useAction(async ({ id, name, status }: ListedUser) => {
    const isActive = status === "ACTIVE";
    await update.mutateAsync({ id, status: isActive ? "DISABLED" : "ACTIVE" });
    toastDone(isActive ? texts.disabled(name) : texts.enabled(name));
  });
}

/** The person gets a link; nobody else learns or chooses the password. */
export function useSendReset() {
  const sendReset = trpc.user.sendReset.useMutation();
  return useAction((id: string) => sendReset.mutateAsync({ id }), { done: texts.reset.done });
}

/** For the user's own page. @param onDone called once the user is gone */
export function useRemoveUser(onDone: () => void) {
  const utils = trpc.useUtils();
  const remove = trpc.user.remove.useMutation();
  return useAction(async ({ id }: Pick<User, "id">) => {
    await remove.mutateAsync({ id });
    onDone();
    await utils.user.list.invalidate();
  });
}

/** For the list, in which the user is gone at once, and there again if it fails. */
export function useRemoveListedUser(filter: UserFilter) {
  const utils = trpc.useUtils();
  const remove = trpc.user.remove.useMutation(
    optimisticList(utils.user.list, userListInput(filter), (users, { id }: { id: string }) =>
      users.filter((user) => user.id !== id),
    ),
  );
  return useAction(async ({ id, name }: ListedUser) => {
    await remove.mutateAsync({ id });
    toastDone(texts.remove.done(name));
  });
}

/** Makes the admin act as the user, from the account's page on. */
export function useImpersonate() {
  const guard = useGuard();
  const start = trpc.impersonation.start.useMutation();
  return useAction(async (id: string) => {
    await guard(() => start.mutateAsync({ id }));
    await leaveTo("/account");
  });
}

/** Makes the admin the admin again, at the page of the user with this ID. */
export function useStopImpersonation(id: string) {
  const stop = trpc.impersonation.stop.useMutation();
  return useAction(async () => {
    try {
      await stop.mutateAsync();
    } catch (error) {
      // The admin's own session is over as well: nobody is signed in now.
      if (codeOf(error) !== "UNAUTHENTICATED") throw error;
    }
    await leaveTo(`/admin/users/${id}`);
  });
}
