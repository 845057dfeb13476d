"use client";

import { useState } from "react";
import { securityTexts as texts } from "@/client/texts/account-security";
import { Section } from "@/components/section";
import { ForUser } from "../../../../_components/for-user";
import { ActingNote } from "../../_components/acting-note";
import { ChangePassword } from "./change-password";
import { Identities } from "./identities";
import { Passkeys } from "./passkeys";
import { RecoveryCodes } from "./recovery-codes";
import { Totp } from "./totp";

export function Security() {
  // They come with the first factor, whichever that is, and are nowhere to be had again.
  const [recoveryCodes, setRecoveryCodes] = useState<string[]>([]);
  return (
    <ForUser>
      {(signedIn) => (
        <>
          <ActingNote {...signedIn} />
          {recoveryCodes.length > 0 && <RecoveryCodes codes={recoveryCodes} onDone={() => setRecoveryCodes([])} />}
          <Section title={texts.password.title}>
            <ChangePassword {...signedIn} />
          </Section>
          <Section title={texts.totp.title}>
            <Totp onRecoveryCodes={setRecoveryCodes} />
          </Section>
          <Section title={texts.passkeys.title}>
            <Passkeys onRecoveryCodes={setRecoveryCodes} />
          </Section>
          <Identities />
        </>
      )}
    </ForUser>
  );
}
