"use client";

import { Stack } from "@mantine/core";
import { useResetPassword } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { useLinkToken } from "@/client/use-link-token";
import { ButtonLink } from "@/components/button-link";
import { TextLink } from "@/components/text-link";
import { GoodNews } from "../../../_components/good-news";
import { LinkForm } from "../../../_components/link-form";
import { NewPasswordField } from "../../../_components/new-password-field";

const texts = linkTexts.reset;
const newLink = <TextLink href="/forgot-password">{texts.newLink}</TextLink>;

export function ResetPasswordForm() {
  const token = useLinkToken();
  const form = useResetPassword(token ?? null);
  if (token === null) {
    return (
      <Stack>
        {texts.noLink}
        {newLink}
      </Stack>
    );
  }
  if (form.done) {
    return (
      <Stack>
        <GoodNews>{texts.done}</GoodNews>
        <ButtonLink href="/sign-in">{linkTexts.toSignIn}</ButtonLink>
      </Stack>
    );
  }
  return (
    <Stack>
      <LinkForm form={form} token={token} submit={texts.submit}>
        <NewPasswordField label={texts.password} name="password" issue={form.issueOf("password")} />
      </LinkForm>
      {form.issueOf("token") !== undefined && newLink}
    </Stack>
  );
}
