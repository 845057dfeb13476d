"use client";

import { Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { useForgotPassword } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { SubmitForm } from "@/components/submit-form";
import { GoodNews } from "./good-news";

type AddressFormProps = {
  form: ReturnType<typeof useForgotPassword>;
  texts: { intro: string; submit: string /** The same whoever owns the address. */; answer: string };
  /** What else there is to say once a mail is on its way. */
  hint: ReactNode;
};

/** Asks for a link by mail. */
export function AddressForm({ form, texts, hint }: AddressFormProps) {
  if (form.done) {
    return (
      <GoodNews>
        {texts.answer}
        {hint}
      </GoodNews>
    );
  }
  return (
    <SubmitForm form={form} submit={texts.submit} isWide>
      <Text>{texts.intro}</Text>
      <TextInput
        label={linkTexts.email}
        name="email"
        type="email"
        autoComplete="username"
        error={form.issueOf("email")}
      />
    </SubmitForm>
  );
}
