"use client";

import { Stack, Text } from "@mantine/core";
import { useConfirmEmail } from "@/client/auth";
import { linkTexts } from "@/client/texts/links";
import { useLinkToken } from "@/client/use-link-token";
import { ButtonLink } from "@/components/button-link";
import { GoodNews } from "../../../_components/good-news";
import { LinkForm } from "../../../_components/link-form";

const texts = linkTexts.confirm;

export function ConfirmEmailForm() {
  const token = useLinkToken();
  const form = useConfirmEmail(token ?? null);
  if (token === null) return <Text>{texts.noLink}</Text>;
  if (form.done) {
    return (
      <Stack>
        <GoodNews>{texts.done}</GoodNews>
        <ButtonLink href="/account">{texts.account}</ButtonLink>
      </Stack>
    );
  }
  return (
    <LinkForm form={form} token={token} submit={texts.submit}>
      {texts.intro}
    </LinkForm>
  );
}
