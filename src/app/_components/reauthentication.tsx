"use client";

import type { ReactNode } from "react";
import { ReauthenticationProvider } from "@/client/reauthentication";
import { ReauthenticationPrompt } from "./reauthentication-prompt";

type ReauthenticationProps = { children: ReactNode };

/** Round the pages where something sensitive can be changed. */
export function Reauthentication({ children }: ReauthenticationProps) {
  return (
    <ReauthenticationProvider>
      {children}
      <ReauthenticationPrompt />
    </ReauthenticationProvider>
  );
}
