import { Text } from "@mantine/core";
import { mailboxTexts as texts } from "@/client/texts/mailbox";
import { TextLink } from "@/components/text-link";
import { isMailboxOpen } from "@/server/mailbox";

/** Where the mail is that a page says is on its way: on a developer's machine it goes nowhere. */
export function MailboxHint() {
  if (!isMailboxOpen()) return null;
  return (
    <Text component="div" size="sm" mt="xs">
      {texts.hintText} <TextLink href="/dev/mailbox">{texts.hint}</TextLink>
    </Text>
  );
}
