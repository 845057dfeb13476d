"use client";

import type { RouterOutputs } from "@/types/api";
import { toWholeList } from "./list";
import { useGuard } from "./reauthentication";
import { securityTexts as texts } from "./texts/account-security";
import { trpc } from "./trpc";
import { useAction } from "./use-action";

export type Identity = RouterOutputs["identity"]["list"]["data"][number];

export function useProviders() {
  const query = trpc.identity.providers.useQuery(undefined, { staleTime: Number.POSITIVE_INFINITY });
  return toWholeList(query);
}

export function useIdentities() {
  const query = trpc.identity.list.useQuery();
  return toWholeList(query);
}

export function useRemoveIdentity() {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const remove = trpc.identity.remove.useMutation({ onSuccess: () => utils.identity.list.invalidate() });
  return useAction((id: string) => guard(() => remove.mutateAsync({ id })), { done: texts.identities.removed });
}
