"use client";

import { Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { type MailPart, paragraphsOf, useMail } from "@/client/mailbox";
import { mailboxTexts as texts } from "@/client/texts/mailbox";
import { Facts } from "@/components/facts";
import { ProblemAlert } from "@/components/problem-alert";
import { TextLink } from "@/components/text-link";
import { Time } from "@/components/time";
import classes from "../../mailbox.module.css";

function Part({ kind, text }: MailPart) {
  // A whole page, as from a mail program: the link may be of another server, and its token is in the fragment.
  return kind === "link" ? <a href={text}>{text}</a> : text;
}

type MailProps = { name: string };

/** One captured mail, with links that work. */
export function Mail({ name }: MailProps) {
  const { mail, isPending, problem } = useMail(name);
  return (
    <Stack gap="lg">
      <Text size="sm">
        <TextLink href="/dev/mailbox">{texts.back}</TextLink>
      </Text>
      <Title order={1}>{mail?.subject ?? texts.mail}</Title>
      <ProblemAlert problem={problem} />
      {isPending && <Skeleton height={200} />}
      {mail && (
        <>
          <Facts
            facts={[
              { name: texts.to, value: mail.to },
              { name: texts.sent, value: <Time at={mail.sentAt} /> },
              { name: texts.kind, value: mail.template },
            ]}
          />
          <Paper withBorder p="lg" className={classes.text}>
            <Stack>
              {paragraphsOf(mail.text).map((parts) => (
                <Text key={parts[0]?.text}>
                  {parts.map((part) => (
                    <Part key={part.text} {...part} />
                  ))}
                </Text>
              ))}
            </Stack>
          </Paper>
        </>
      )}
    </Stack>
  );
}
