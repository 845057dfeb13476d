"use client";

import { useSyncExternalStore } from "react";
import { BrowserProblem } from "./problem";
import { passkeyTexts } from "./texts/passkey";

/** Loaded when somebody uses a passkey: most visits are without. */
const loadBrowser = () => import("@simplewebauthn/browser");
type WebAuthnBrowser = Awaited<ReturnType<typeof loadBrowser>>;

/**
 * Talks to the device's passkeys.
 * @throws BrowserProblem that says what went wrong, in plain words
 */
export async function webAuthn<Answer>(ask: (browser: WebAuthnBrowser) => Promise<Answer>): Promise<Answer> {
  const browser = await loadBrowser();
  try {
    return await ask(browser);
  } catch (error) {
    const code = error instanceof browser.WebAuthnError ? error.code : "";
    throw new BrowserProblem(passkeyTexts.faults[code] ?? passkeyTexts.givenUp, { cause: error });
  }
}

const neverChanges = () => () => undefined;
const isSupported = () => typeof window.PublicKeyCredential === "function";

/** Whether this browser has passkeys at all; the server takes it for one that has. */
export function useHasWebAuthn(): boolean {
  return useSyncExternalStore(neverChanges, isSupported, () => true);
}
