"use client";

import type { SignInDone } from "./auth";
import { trpc } from "./trpc";
import { useAction } from "./use-action";
import { webAuthn } from "./web-authn";

/** Sign-in by a passkey alone. @param onDone called once the person is signed in */
export function usePasskeySignIn(onDone: SignInDone) {
  const signInOptions = trpc.passkey.signInOptions.useMutation();
  const signIn = trpc.passkey.signIn.useMutation();
  return useAction(async () => {
    const { token, options } = (await signInOptions.mutateAsync()).data;
    const response = await webAuthn((browser) => browser.startAuthentication({ optionsJSON: options }));
    await signIn.mutateAsync({ token, response });
    await onDone();
  });
}
