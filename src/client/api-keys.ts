"use client";

import { createApiKeySchema, updateApiKeySchema } from "@/schemas/api-key.schema";
import { SCOPES, type Scope } from "@/schemas/permission.schema";
import type { RouterInputs, RouterOutputs } from "@/types/api";
import { byCursor, PAGE_SIZE, toList } from "./list";
import { optimisticList } from "./optimistic";
import { useGuard } from "./reauthentication";
import { apiKeyTexts as texts } from "./texts/account-api-keys";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { useForm } from "./use-form";

export type ApiKey = RouterOutputs["apiKey"]["list"]["data"][number];
export type NewApiKey = RouterOutputs["apiKey"]["create"]["data"];

const listInput = { limit: PAGE_SIZE };

/** The scopes that a role can hand on. */
export function scopesFor(role: "USER" | "ADMIN"): Scope[] {
  return SCOPES.filter((scope) => role === "ADMIN" || scope.startsWith("account:"));
}

export function useApiKeys() {
  const query = trpc.apiKey.list.useInfiniteQuery(listInput, byCursor);
  return toList(query);
}

/** What is no text field of the form. */
export type KeyChoices = { scopes: Scope[]; expiresAt: Date | undefined; requestsPerMinute: number };

/** @param onCreated gets the key, which the server shows this once */
export function useCreateApiKey(choices: KeyChoices, onCreated: (key: NewApiKey) => void) {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const create = trpc.apiKey.create.useMutation({ onSuccess: () => utils.apiKey.list.invalidate() });
  return useForm(createApiKeySchema, async (input) => onCreated((await guard(() => create.mutateAsync(input))).data), {
    extra: choices,
  });
}

/** @param onSent called at once: the list shows the new name, and takes it back if it is refused */
export function useRenameApiKey(id: string, onSent: () => void) {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const update = trpc.apiKey.update.useMutation(
    optimisticList(utils.apiKey.list, listInput, (items, { id: changed, name }) =>
      items.map((item) => (item.id === changed ? { ...item, name } : item)),
    ),
  );
  const rename = useAction((input: RouterInputs["apiKey"]["update"]) => guard(() => update.mutateAsync(input)));
  const send = async (input: RouterInputs["apiKey"]["update"]) => {
    onSent();
    void rename.run(input);
  };
  return useForm(updateApiKeySchema, send, { extra: { id } });
}

/** The list is without it at once, and has it back if that is refused. */
export function useRevokeApiKey() {
  const guard = useGuard();
  const utils = trpc.useUtils();
  const remove = trpc.apiKey.remove.useMutation(
    optimisticList(utils.apiKey.list, listInput, (items, { id: removed }) => items.filter(({ id }) => id !== removed)),
  );
  return useAction((id: string) => guard(() => remove.mutateAsync({ id })), { done: texts.revocation.done });
}
