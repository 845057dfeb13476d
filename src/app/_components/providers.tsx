"use client";

import { MantineProvider } from "@mantine/core";
import { setNonce } from "get-nonce";
import { type ReactNode, useEffect } from "react";
import { ApiProvider } from "@/client/provider";
import { AWAKE } from "./early-clicks";
import { PageRequestIdContext } from "./page-request-id";
import { cssVariables, theme } from "./theme";
import { Toasts } from "./toasts";

type ProvidersProps = { nonce: string; requestId: string; children: ReactNode };

/** What every page stands on. */
export function Providers({ nonce, requestId, children }: ProvidersProps) {
  // For the style element that keeps what is behind a dialog from scrolling.
  setNonce(nonce);
  useEffect(() => {
    window.dispatchEvent(new Event(AWAKE));
  }, []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <PageRequestIdContext value={requestId}>
        <ApiProvider>
          {children}
          <Toasts />
        </ApiProvider>
      </PageRequestIdContext>
    </MantineProvider>
  );
}
