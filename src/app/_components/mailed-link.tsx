"use client";

import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { useVerifyEmail } from "@/client/auth";
import { ButtonLink } from "@/components/button-link";
import { ProblemAlert } from "@/components/problem-alert";
import { SubmitForm } from "@/components/submit-form";
import { TextLink } from "@/components/text-link";
import { GoodNews } from "./good-news";

type Way = { href: string; label: string };

type MailedLinkProps = {
  /** Undefined until the page has looked for one, null where there is none. */
  token: string | null | undefined;
  form: ReturnType<typeof useVerifyEmail>;
  texts: { noLink: string; submit: string; done: string };
  /** Where to go once it is redeemed. */
  onward: Way;
  /** Where another link is to be had, if anywhere. */
  another?: Way;
  /** What is said, or asked for, above the button. */
  children: ReactNode;
};

/** Redeems a mailed link. A button rather than at once: programs that open links to check them must not use one up. */
export function MailedLink({ token, form, texts, onward, another, children }: MailedLinkProps) {
  const { problem, issueOf, done } = form;
  const newLink = another && <TextLink href={another.href}>{another.label}</TextLink>;
  if (token === null) {
    return (
      <Stack>
        <Text>{texts.noLink}</Text>
        {newLink}
      </Stack>
    );
  }
  if (done) {
    return (
      <Stack>
        <GoodNews>{texts.done}</GoodNews>
        <ButtonLink href={onward.href}>{onward.label}</ButtonLink>
      </Stack>
    );
  }
  const fault = issueOf("token");
  return (
    <Stack>
      <SubmitForm form={form} submit={texts.submit} isDisabled={token === undefined} isWide>
        {typeof children === "string" ? <Text>{children}</Text> : children}
        <ProblemAlert problem={problem && { ...problem, message: fault ?? problem.message }} />
      </SubmitForm>
      {fault !== undefined && newLink}
    </Stack>
  );
}
