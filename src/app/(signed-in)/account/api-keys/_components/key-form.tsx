"use client";

import { Checkbox, Code, NativeSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { type NewApiKey, scopesFor, useCreateApiKey } from "@/client/api-keys";
import { apiKeyTexts } from "@/client/texts/account-api-keys";
import { SubmitForm } from "@/components/submit-form";

const { form: texts, scopes: scopeTexts } = apiKeyTexts;
const DAY_MS = 86_400_000;
const YEAR = 365;
const LIFETIMES = [
  ...[30, 90].map((days) => ({ value: String(days), label: texts.lifetimes.days(days) })),
  { value: String(YEAR), label: texts.lifetimes.year },
  { value: "", label: texts.lifetimes.never },
];
const DEFAULT_DAYS = "90";
const DEFAULT_RATE = 600;
const MAX_RATE = 6000;

type Scope = ReturnType<typeof scopesFor>[number];
type ScopesProps = {
  offered: Scope[];
  chosen: Scope[];
  onChange: (chosen: Scope[]) => void;
  issue: string | undefined;
};

function Scopes({ offered, chosen, onChange, issue }: ScopesProps) {
  return (
    <Checkbox.Group label={texts.scopes} value={chosen} onChange={onChange} error={issue}>
      <Stack gap="sm" my="xs">
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            value={scope}
            label={scopeTexts[scope].name}
            description={
              <>
                {scopeTexts[scope].text} <Code>{scope}</Code>
              </>
            }
            aria-invalid={issue ? true : undefined}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

type KeyFormProps = { role: "USER" | "ADMIN"; onCreated: (key: NewApiKey) => void };

export function KeyForm({ role, onCreated }: KeyFormProps) {
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [rate, setRate] = useState<number | string>(DEFAULT_RATE);
  const expiresAt = days === "" ? undefined : new Date(Date.now() + Number(days) * DAY_MS);
  const choices = { scopes, expiresAt, requestsPerMinute: Number(rate) };
  const form = useCreateApiKey(choices, onCreated);
  return (
    <SubmitForm form={form} submit={texts.submit}>
      <TextInput
        label={texts.name}
        name="name"
        autoComplete="off"
        description={texts.nameHint}
        error={form.issueOf("name")}
      />
      <Scopes offered={scopesFor(role)} chosen={scopes} onChange={setScopes} issue={form.issueOf("scopes")} />
      <NativeSelect
        label={texts.expires}
        data={LIFETIMES}
        value={days}
        onChange={(event) => setDays(event.target.value)}
        error={form.issueOf("expiresAt")}
      />
      <NumberInput
        label={texts.rate}
        description={texts.rateHint(MAX_RATE)}
        min={1}
        max={MAX_RATE}
        allowDecimal={false}
        hideControls
        autoComplete="off"
        value={rate}
        onChange={setRate}
        error={form.issueOf("requestsPerMinute")}
      />
    </SubmitForm>
  );
}
