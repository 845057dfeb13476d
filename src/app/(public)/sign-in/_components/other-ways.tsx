"use client";

import { Button } from "@mantine/core";
import { usePasskeySignIn } from "@/client/passkey-sign-in";
import { type Provider, useProviderStart } from "@/client/provider-start";
import { signInTexts as texts } from "@/client/texts/sign-in";
import { useHasWebAuthn } from "@/client/web-authn";
import classes from "./other-ways.module.css";

type OtherWaysProps = {
  providers: Provider[];
  /** Where the person goes afterwards, also by way of a provider. */
  next: string;
  onDone: () => Promise<void>;
};

/** Without a password. */
export function OtherWays({ providers, next, onDone }: OtherWaysProps) {
  const passkey = usePasskeySignIn(onDone);
  const hasWebAuthn = useHasWebAuthn();
  const start = useProviderStart("signIn", next);
  if (!hasWebAuthn && providers.length === 0) return null;
  return (
    <>
      <p className={classes.or}>{texts.or}</p>
      {hasWebAuthn && (
        <Button variant="default" loading={passkey.busy} onClick={() => void passkey.run()}>
          {texts.withPasskey}
        </Button>
      )}
      {providers.map(({ id, name }) => (
        <Button key={id} variant="default" disabled={start.busy} onClick={() => void start.run(id)}>
          {texts.withProvider(name)}
        </Button>
      ))}
    </>
  );
}
