"use client";

import type { RouterOutputs } from "@/types/api";
import { leaveFor } from "./oauth-return";
import { trpc } from "./trpc";
import { useAction } from "./use-action";

export type Provider = RouterOutputs["identity"]["providers"]["data"][number];

/**
 * Goes to the provider, which sends the person back to /oauth/callback.
 * @param next where to go from there, once all is done: a path of this site
 */
export function useProviderStart(purpose: "signIn" | "link", next: string) {
  const start = trpc.identity.start.useMutation();
  return useAction(async (provider: string) => {
    const { token, url } = (await start.mutateAsync({ provider })).data;
    leaveFor(url, { purpose, token, next });
  });
}
