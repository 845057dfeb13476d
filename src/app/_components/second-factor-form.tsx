"use client";

import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { SecondFactor, SignInDone } from "@/client/auth";
import { useSecondFactor } from "@/client/second-factor";
import { secondFactorTexts as texts } from "@/client/texts/second-factor";
import { useHasWebAuthn } from "@/client/web-authn";
import { SubmitForm } from "@/components/submit-form";

type Method = SecondFactor["methods"][number];
type Ways = ReturnType<typeof useSecondFactor>;

const ORDER: Method[] = ["totp", "passkey", "recoveryCode"];

function TotpForm({ form }: { form: Ways["code"] }) {
  return (
    <SubmitForm form={form} submit={texts.goOn} isWide>
      <TextInput
        label={texts.code}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        description={texts.codeHint}
        error={form.issueOf("code")}
      />
    </SubmitForm>
  );
}

function RecoveryForm({ form }: { form: Ways["recoveryCode"] }) {
  return (
    <SubmitForm form={form} submit={texts.goOn} isWide>
      <TextInput
        label={texts.recoveryCode}
        name="recoveryCode"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        description={texts.recoveryCodeHint}
        error={form.issueOf("recoveryCode")}
      />
    </SubmitForm>
  );
}

type OtherWaysProps = { ways: Method[]; onChoose: (way: Method) => void; onRestart: () => void };

function OtherWays({ ways, onChoose, onRestart }: OtherWaysProps) {
  return (
    <Stack gap={4} mt="xs" align="flex-start">
      {ways.map((way) => (
        <Anchor key={way} component="button" type="button" size="sm" onClick={() => onChoose(way)}>
          {texts.ways[way]}
        </Anchor>
      ))}
      <Anchor component="button" type="button" size="sm" onClick={onRestart}>
        {texts.restart}
      </Anchor>
    </Stack>
  );
}

type SecondFactorFormProps = { secondFactor: SecondFactor; onDone: SignInDone; onRestart: () => void };

// The default export is what React.lazy takes.
export default function SecondFactorForm({ secondFactor, onDone, onRestart }: SecondFactorFormProps) {
  const hasWebAuthn = useHasWebAuthn();
  const offered = ORDER.filter(
    (method) => secondFactor.methods.includes(method) && (method !== "passkey" || hasWebAuthn),
  );
  const [chosen, setChosen] = useState<Method | null>(null);
  const method = chosen ?? offered[0];
  const { code, recoveryCode, passkey } = useSecondFactor(secondFactor, onDone);
  const step = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus is gone.
    if (method) step.current?.querySelector<HTMLElement>("input, button")?.focus();
  }, [method]);
  return (
    <Stack ref={step}>
      <Text>{texts.intro}</Text>
      {method === "totp" && <TotpForm form={code} />}
      {method === "passkey" && (
        <Button loading={passkey.busy} fullWidth onClick={() => void passkey.run()}>
          {texts.usePasskey}
        </Button>
      )}
      {method === "recoveryCode" && <RecoveryForm form={recoveryCode} />}
      <OtherWays ways={offered.filter((way) => way !== method)} onChoose={setChosen} onRestart={onRestart} />
    </Stack>
  );
}
