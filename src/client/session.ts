"use client";

import { hashKey, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useEffect } from "react";
import type { RouterOutputs } from "@/types/api";
import { signInPath } from "./next-path";
import { codeOf, type Problem, toProblem } from "./problem";
import { trpc } from "./trpc";
import { useAction } from "./use-action";

export type SignedIn = NonNullable<RouterOutputs["auth"]["session"]["data"]>;

/** Whether to offer what is for administrators; the server decides each time. Acting as somebody else, nobody is one. */
export function isAdministering({ user, session }: SignedIn): boolean {
  return user.role === "ADMIN" && session.impersonation === null;
}

type SessionState = { isPending: boolean; signedIn: SignedIn | null; problem: Problem | null };

/** Who is signed in; null for nobody. A session that has ended counts as none. */
export function useSession(): SessionState {
  const { data, isPending, isError, error } = trpc.auth.session.useQuery();
  if (!isError) return { isPending, signedIn: data?.data ?? null, problem: null };
  const hasEnded = codeOf(error) === "UNAUTHENTICATED";
  return { isPending: false, signedIn: null, problem: hasEnded ? null : toProblem(error) };
}

/** Asks again who is signed in, where a page shows it: some call was told that nobody is. */
export function checkSession(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: getQueryKey(trpc.auth.session, undefined, "query") });
}

/** Whether this document has shown what is for one person alone. */
let hasShownPrivate = false;

/** For the frame of such pages. */
export function useMarkPrivate(): void {
  useEffect(() => {
    hasShownPrivate = true;
  }, []);
}

/**
 * For the sign-in page: loads it anew when the browser has come to it, without loading it, from pages of somebody whose
 * session has ended. Then nothing that they have read is left, neither here nor behind the Back button.
 */
export function useFreshStart(): void {
  useEffect(() => {
    if (hasShownPrivate) window.location.reload();
  }, []);
}

/** @returns what to call when somebody else, or nobody, is signed in now: whatever was read before is forgotten */
export function useStartOver(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    const queryKey = getQueryKey(trpc.auth.session, undefined, "query");
    const hash = hashKey(queryKey);
    // While it is unknown who is there, no page shows anything, nor asks for it.
    const reset = queryClient.resetQueries({ queryKey });
    queryClient.removeQueries({ predicate: (query) => query.queryHash !== hash });
    await reset;
  };
}

/**
 * Loads a page anew, for when the browser has become somebody else's: nothing that was read before is left, nor asked for
 * on the way. It never comes back.
 */
export function leaveTo(path: string): Promise<never> {
  window.location.assign(path);
  return new Promise(() => undefined);
}

/** Ends the session on the server, and leaves every page that this browser has read. */
export function useSignOut() {
  const signOut = trpc.auth.signOut.useMutation();
  return useAction(async () => {
    await signOut.mutateAsync();
    await leaveTo("/sign-in");
  });
}

/** For who has no password to confirm with: signs out, and leads back to this page once they have signed in anew. */
export function useSignInAgain() {
  const signOut = trpc.auth.signOut.useMutation();
  return useAction(async () => {
    await signOut.mutateAsync();
    await leaveTo(signInPath(window.location.pathname + window.location.search));
  });
}
