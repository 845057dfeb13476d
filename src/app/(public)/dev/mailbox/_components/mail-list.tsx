"use client";

import { Group, Text } from "@mantine/core";
import Link from "next/link";
import { useMailbox } from "@/client/mailbox";
import { mailboxTexts as texts } from "@/client/texts/mailbox";
import { ListFrame } from "@/components/list-frame";
import { Time } from "@/components/time";
import classes from "../mailbox.module.css";

export function MailList() {
  const list = useMailbox();
  return (
    <ListFrame list={list} empty={texts.empty}>
      <ul className={classes.mails}>
        {list.items.map(({ name, to, subject, sentAt }) => (
          <li key={name}>
            <Link href={`/dev/mailbox/${name}`} prefetch={false}>
              <Text component="span" display="block" fw={600}>
                {subject}
              </Text>
              <Group component="span" justify="space-between" gap="xs">
                <Text component="span" size="sm" c="dimmed">
                  {to}
                </Text>
                <Text component="span" size="sm" c="dimmed">
                  <Time at={sentAt} />
                </Text>
              </Group>
            </Link>
          </li>
        ))}
      </ul>
    </ListFrame>
  );
}
