"use client";

import { useState } from "react";
import type { RouterOutputs } from "@/types/api";
import { useGuard } from "./reauthentication";
import { typedCodeSchema } from "./second-factor-schemas";
import { securityTexts as texts } from "./texts/account-security";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { useForm } from "./use-form";

/** What an authenticator app needs to know, by picture or by hand. */
export type TotpStart = RouterOutputs["factor"]["startTotp"]["data"];

export function useFactors() {
  return trpc.factor.list.useQuery();
}

function useRefresh() {
  const utils = trpc.useUtils();
  return () => utils.factor.invalidate();
}

/** Setting up an authenticator app: `start` it, then `confirm` with its first code. */
export function useTotpSetUp(onRecoveryCodes: (codes: string[]) => void) {
  const guard = useGuard();
  const refresh = useRefresh();
  const [started, setStarted] = useState<TotpStart | null>(null);
  const startTotp = trpc.factor.startTotp.useMutation();
  const confirmTotp = trpc.factor.confirmTotp.useMutation({ onSuccess: refresh });
  const start = useAction(async () => setStarted((await guard(() => startTotp.mutateAsync({}))).data));
  const confirm = useForm(typedCodeSchema, async (input) => {
    const { recoveryCodes } = (await guard(() => confirmTotp.mutateAsync(input))).data;
    setStarted(null);
    onRecoveryCodes(recoveryCodes);
  });
  return { started, start, confirm, cancel: () => setStarted(null) };
}

export function useRemoveTotp() {
  const guard = useGuard();
  const removeTotp = trpc.factor.removeTotp.useMutation({ onSuccess: useRefresh() });
  return useAction(() => guard(() => removeTotp.mutateAsync()), { done: texts.totp.removed });
}

/** The old codes stop working. */
export function useRenewRecoveryCodes(onRecoveryCodes: (codes: string[]) => void) {
  const guard = useGuard();
  const renew = trpc.factor.renewRecoveryCodes.useMutation({ onSuccess: useRefresh() });
  return useAction(async () => onRecoveryCodes((await guard(() => renew.mutateAsync({}))).data.recoveryCodes));
}
