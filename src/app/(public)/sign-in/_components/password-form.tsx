"use client";

import { Button, Stack, TextInput } from "@mantine/core";
import { useSignIn, type useSignInAnswer } from "@/client/auth";
import { signInTexts as texts } from "@/client/texts/sign-in";
import { PasswordField } from "@/components/password-field";

type PasswordFormProps = { take: ReturnType<typeof useSignInAnswer>["take"] };

export function PasswordForm({ take }: PasswordFormProps) {
  const { bind, issueOf, busy } = useSignIn(take);
  return (
    <form {...bind}>
      <Stack>
        <TextInput label={texts.email} name="email" type="email" autoComplete="username" error={issueOf("email")} />
        <PasswordField
          label={texts.password}
          name="password"
          autoComplete="current-password"
          error={issueOf("password")}
        />
        <Button type="submit" loading={busy} fullWidth>
          {texts.submit}
        </Button>
      </Stack>
    </form>
  );
}
