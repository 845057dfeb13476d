"use client";

import { useEffect, useRef } from "react";
import { type SignInDone, useSignInAnswer } from "./auth";
import { takeOauthReturn } from "./oauth-return";
import { useGuard } from "./reauthentication";
import { trpc } from "./trpc";
import { useAction } from "./use-action";

type Destinations = { onSignedIn: SignInDone; onLinked: () => void };

/** Finishes, once, what the person went to the provider for. */
export function useOauthCallback({ onSignedIn, onLinked }: Destinations) {
  const guard = useGuard();
  const signIn = trpc.identity.signIn.useMutation();
  const link = trpc.identity.link.useMutation();
  const { take, secondFactor } = useSignInAnswer(onSignedIn);
  const hasBegun = useRef(false);
  const { run, problem } = useAction(
    async () => {
      const { purpose, ...input } = takeOauthReturn();
      if (purpose === "signIn") return take((await signIn.mutateAsync(input)).data);
      await guard(() => link.mutateAsync(input));
      onLinked();
    },
    { ownProblem: true },
  );

  useEffect(() => {
    // The code works once, and effects may run twice (React's strict mode).
    if (hasBegun.current) return;
    hasBegun.current = true;
    void run();
  });

  return { problem, secondFactor };
}
