"use client";

import { type ReactNode, useEffect } from "react";
import { signInPath } from "@/client/next-path";
import { leaveTo, type SignedIn, useMarkPrivate, useSession } from "@/client/session";

/** A page that the browser has kept for its Back button may be of somebody who has left since. */
function onPageShow(event: PageTransitionEvent): void {
  if (event.persisted) window.location.reload();
}

type SessionWatchProps = { children: (signedIn: SignedIn) => ReactNode };

/** Shows what is for somebody who is signed in, and leaves for the sign-in page as soon as the session is known to be over. */
export function SessionWatch({ children }: SessionWatchProps) {
  const { isPending, signedIn, problem } = useSession();
  const isOver = !isPending && !signedIn && !problem;
  useEffect(() => {
    const { pathname, search } = window.location;
    if (isOver) void leaveTo(signInPath(pathname + search));
  }, [isOver]);
  useMarkPrivate();
  useEffect(() => {
    window.addEventListener("pageshow", onPageShow);
    return () => window.removeEventListener("pageshow", onPageShow);
  }, []);
  return signedIn && children(signedIn);
}
