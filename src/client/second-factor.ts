"use client";

import type { SecondFactor, SignInDone } from "./auth";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { useForm } from "./use-form";
import { webAuthn } from "./web-authn";

const schemas = () => import("./second-factor-schemas");
const loadTypedCode = async () => (await schemas()).typedCodeSchema;
const loadRecoveryCode = async () => (await schemas()).recoveryCodeSchema;

/** The three ways through the second step; each ends in `onDone`. */
export function useSecondFactor({ token, passkeyOptions }: SecondFactor, onDone: SignInDone) {
  const secondFactor = trpc.auth.secondFactor.useMutation();
  const code = useForm(loadTypedCode, async (input) => {
    await secondFactor.mutateAsync({ token, ...input });
    await onDone();
  });
  const recoveryCode = useForm(loadRecoveryCode, async (input) => {
    await secondFactor.mutateAsync({ token, ...input });
    await onDone();
  });
  const passkey = useAction(async () => {
    if (passkeyOptions === null) return;
    const passkey = await webAuthn((browser) => browser.startAuthentication({ optionsJSON: passkeyOptions }));
    await secondFactor.mutateAsync({ token, passkey });
    await onDone();
  });
  return { code, recoveryCode, passkey };
}
