import { Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { mailboxTexts as texts } from "@/client/texts/mailbox";
import { MailList } from "./_components/mail-list";

export const metadata: Metadata = { title: texts.title };

export default function MailboxPage() {
  return (
    <Stack gap="lg">
      <Title order={1}>{texts.title}</Title>
      <Text>{texts.intro}</Text>
      <MailList />
    </Stack>
  );
}
