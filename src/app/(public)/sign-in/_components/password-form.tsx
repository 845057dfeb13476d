"use client";

import { TextInput } from "@mantine/core";
import { useSignIn, type useSignInAnswer } from "@/client/auth";
import { signInTexts as texts } from "@/client/texts/sign-in";
import { PasswordField } from "@/components/password-field";
import { SubmitForm } from "@/components/submit-form";

type PasswordFormProps = { take: ReturnType<typeof useSignInAnswer>["take"] };

export function PasswordForm({ take }: PasswordFormProps) {
  const form = useSignIn(take);
  return (
    <SubmitForm form={form} submit={texts.submit} isWide>
      <TextInput label={texts.email} name="email" type="email" autoComplete="username" error={form.issueOf("email")} />
      <PasswordField
        label={texts.password}
        name="password"
        autoComplete="current-password"
        error={form.issueOf("password")}
      />
    </SubmitForm>
  );
}
