"use client";

import { TextInput } from "@mantine/core";
import { useChangeEmail } from "@/client/account";
import { accountTexts } from "@/client/texts/account";
import { SubmitForm } from "@/components/submit-form";
import { GoodNews } from "../../../_components/good-news";

const texts = accountTexts.email;

export function ChangeEmail() {
  const form = useChangeEmail();
  if (form.done) return <GoodNews>{texts.answer}</GoodNews>;
  return (
    <SubmitForm form={form} submit={texts.submit}>
      <TextInput
        label={texts.email}
        name="email"
        type="email"
        autoComplete="email"
        description={texts.hint}
        error={form.issueOf("email")}
      />
    </SubmitForm>
  );
}
