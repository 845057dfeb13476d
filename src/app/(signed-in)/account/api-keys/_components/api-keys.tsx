"use client";

import { Text } from "@mantine/core";
import { useState } from "react";
import type { NewApiKey } from "@/client/api-keys";
import { apiKeyTexts as texts } from "@/client/texts/account-api-keys";
import { Section } from "@/components/section";
import { ForUser } from "../../../../_components/for-user";
import { ActingNote } from "../../_components/acting-note";
import { KeyForm } from "./key-form";
import { KeyList } from "./key-list";
import { NewKey } from "./new-key";

export function ApiKeys() {
  const [created, setCreated] = useState<NewApiKey | null>(null);
  const [made, setMade] = useState(0);

  function onCreated(key: NewApiKey): void {
    setCreated(key);
    setMade(made + 1);
  }

  return (
    <ForUser>
      {(signedIn) => (
        <>
          <Text>{texts.intro}</Text>
          <ActingNote {...signedIn} />
          {created && <NewKey created={created} onDone={() => setCreated(null)} />}
          <Section title={texts.list}>
            <KeyList />
          </Section>
          <Section title={texts.form.title}>
            {/* A new form for every key. */}
            <KeyForm key={made} role={signedIn.user.role} onCreated={onCreated} />
          </Section>
        </>
      )}
    </ForUser>
  );
}
