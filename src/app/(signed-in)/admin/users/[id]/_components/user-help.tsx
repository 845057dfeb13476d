"use client";

import { Button, Group, Text } from "@mantine/core";
import { userTexts as texts } from "@/client/texts/admin-users";
import { type User, useImpersonate, useSendReset } from "@/client/user-admin";
import classes from "./user-help.module.css";

/** What an administrator can do for somebody who has asked for it. */
export function UserHelp({ user }: { user: User }) {
  const sendReset = useSendReset();
  const impersonate = useImpersonate();
  const isAdmin = user.role === "ADMIN";
  return (
    <>
      <Text size="sm">{texts.user.helpText}</Text>
      <Text size="sm">{isAdmin ? texts.actAs.notAdmins : texts.actAs.text}</Text>
      <Group>
        <Button variant="default" loading={sendReset.busy} onClick={() => void sendReset.run(user.id)}>
          {texts.reset.open}
        </Button>
        <Button
          variant="default"
          loading={impersonate.busy}
          disabled={isAdmin || user.status === "DISABLED"}
          h="auto"
          mih={36}
          py={6}
          classNames={{ label: classes.label }}
          onClick={() => void impersonate.run(user.id)}
        >
          {texts.actAs.open(user.name)}
        </Button>
      </Group>
    </>
  );
}
