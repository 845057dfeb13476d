"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useSignUp } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { GoodNews } from "../../../_components/good-news";
import { NewPasswordField } from "../../../_components/new-password-field";

const texts = linkTexts.signUp;

type SignUpFormProps = {
  /** What else there is to say once a mail is on its way. */
  hint: ReactNode;
};

export function SignUpForm({ hint }: SignUpFormProps) {
  const { bind, issueOf, busy, done } = useSignUp();
  if (done) {
    return (
      <GoodNews>
        {texts.answer}
        {hint}
      </GoodNews>
    );
  }
  return (
    <form {...bind}>
      <Stack>
        <TextInput label={texts.name} name="name" autoComplete="name" error={issueOf("name")} />
        <TextInput label={linkTexts.email} name="email" type="email" autoComplete="username" error={issueOf("email")} />
        <NewPasswordField label={texts.password} name="password" issue={issueOf("password")} />
        <Button type="submit" loading={busy} fullWidth>
          {texts.submit}
        </Button>
      </Stack>
    </form>
  );
}
