"use client";

import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useSignUp } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { SubmitForm } from "@/components/submit-form";
import { GoodNews } from "../../../_components/good-news";
import { NewPasswordField } from "../../../_components/new-password-field";

const texts = linkTexts.signUp;

type SignUpFormProps = {
  /** What else there is to say once a mail is on its way. */
  hint: ReactNode;
};

export function SignUpForm({ hint }: SignUpFormProps) {
  const form = useSignUp();
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
      <TextInput label={texts.name} name="name" autoComplete="name" error={form.issueOf("name")} />
      <TextInput
        label={linkTexts.email}
        name="email"
        type="email"
        autoComplete="username"
        error={form.issueOf("email")}
      />
      <NewPasswordField label={texts.password} name="password" issue={form.issueOf("password")} />
    </SubmitForm>
  );
}
