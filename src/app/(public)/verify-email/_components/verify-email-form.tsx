"use client";

import { Stack } from "@mantine/core";
import { useVerifyEmail } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { useLinkToken } from "@/client/use-link-token";
import { ButtonLink } from "@/components/button-link";
import { TextLink } from "@/components/text-link";
import { GoodNews } from "../../../_components/good-news";
import { LinkForm } from "../../../_components/link-form";

const texts = linkTexts.verify;
const newLink = <TextLink href="/resend-verification">{texts.newLink}</TextLink>;

export function VerifyEmailForm() {
  const token = useLinkToken();
  const form = useVerifyEmail(token ?? null);
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
        {texts.intro}
      </LinkForm>
      {form.problem && newLink}
    </Stack>
  );
}
