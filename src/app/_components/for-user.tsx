"use client";

import type { ReactNode } from "react";
import { type SignedIn, useSession } from "@/client/session";

type ForUserProps = { children: (signedIn: SignedIn) => ReactNode };

/** Gives a page the person who is signed in. That somebody is, the shell round it has seen to. */
export function ForUser({ children }: ForUserProps) {
  const { signedIn } = useSession();
  return signedIn && children(signedIn);
}
