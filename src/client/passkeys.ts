"use client";

import { createPasskeySchema, updatePasskeySchema } from "@/schemas/passkey.schema";
import type { RouterInputs, RouterOutputs } from "@/types/api";
import { toWholeList } from "./list";
import { useGuard } from "./reauthentication";
import { securityTexts as texts } from "./texts/account-security";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { useForm } from "./use-form";
import { webAuthn } from "./web-authn";

export type Passkey = RouterOutputs["passkey"]["list"]["data"][number];

const nameSchema = createPasskeySchema.pick({ name: true });

export function usePasskeys() {
  const query = trpc.passkey.list.useQuery();
  return toWholeList(query);
}

/** What changes a passkey changes what the other lists of the page say as well. */
function useRefresh(): () => Promise<void> {
  const utils = trpc.useUtils();
  return async () => {
    await Promise.all([utils.passkey.invalidate(), utils.factor.invalidate()]);
  };
}

/** Makes a passkey on this device. @param onDone gets the recovery codes that come with an account's first factor */
export function useCreatePasskey(onDone: (recoveryCodes: string[]) => void) {
  const guard = useGuard();
  const refresh = useRefresh();
  const creationOptions = trpc.passkey.creationOptions.useMutation();
  const create = trpc.passkey.create.useMutation({ onSuccess: refresh });
  return useForm(nameSchema, async ({ name }) => {
    const { token, options } = (await guard(() => creationOptions.mutateAsync({}))).data;
    const response = await webAuthn((browser) => browser.startRegistration({ optionsJSON: options }));
    const { recoveryCodes } = (await guard(() => create.mutateAsync({ token, name, response }))).data;
    onDone(recoveryCodes ?? []);
  });
}

/** @param onDone called once it has the new name */
export function useRenamePasskey(id: string, onDone: () => void) {
  const guard = useGuard();
  const refresh = useRefresh();
  const update = trpc.passkey.update.useMutation({ onSuccess: refresh });
  const send = async (input: RouterInputs["passkey"]["update"]) => {
    await guard(() => update.mutateAsync(input));
    onDone();
  };
  return useForm(updatePasskeySchema, send, { extra: { id } });
}

export function useRemovePasskey() {
  const guard = useGuard();
  const refresh = useRefresh();
  const remove = trpc.passkey.remove.useMutation({ onSuccess: refresh });
  return useAction((id: string) => guard(() => remove.mutateAsync({ id })), { done: texts.passkeys.removed });
}
