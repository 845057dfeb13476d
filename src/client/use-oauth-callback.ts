"use client";

import { useEffect, useRef } from "react";
import { useSignInAnswer } from "./auth";
import { HOME, signInPath } from "./next-path";
import { takeNext, takeOauthReturn } from "./oauth-return";
import { useGuard } from "./reauthentication";
import { leaveTo } from "./session";
import { trpc } from "./trpc";
import { useAction } from "./use-action";

/**
 * Finishes, once, what the person went to the provider for, and goes where they wanted to go.
 * @param onLinked called with that path, where nobody new was signed in
 */
export function useOauthCallback(onLinked: (next: string) => void) {
  const guard = useGuard();
  const signIn = trpc.identity.signIn.useMutation();
  const link = trpc.identity.link.useMutation();
  /** Null until it has begun. */
  const next = useRef<string | null>(null);
  const onSignedIn = () => leaveTo(next.current ?? HOME);
  const { take, secondFactor } = useSignInAnswer(onSignedIn);
  const { run, problem } = useAction(
    async () => {
      const { purpose, ...input } = takeOauthReturn();
      if (purpose === "signIn") return take((await signIn.mutateAsync(input)).data);
      await guard(() => link.mutateAsync(input));
      onLinked(next.current ?? HOME);
    },
    { ownProblem: true },
  );

  useEffect(() => {
    // The code works once, and effects may run twice (React's strict mode).
    if (next.current !== null) return;
    next.current = takeNext();
    void run();
  });

  return { problem, secondFactor, onSignedIn, signInAgain: signInPath(next.current ?? HOME) };
}
