"use client";

import { Group } from "@mantine/core";
import { userTexts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";
import { useEndSessionsOfUser, useSessionsOfUser } from "@/client/user-sessions";
import { ConfirmButton } from "@/components/confirm-button";
import { ListFrame } from "@/components/list-frame";
import { SessionRows } from "../../../../../_components/session-rows";

const texts = userTexts.endSessions;

export function UserSessions({ user }: { user: User }) {
  const list = useSessionsOfUser(user.id);
  const endAll = useEndSessionsOfUser();
  return (
    <ListFrame list={list} empty={userTexts.user.noSessions}>
      <SessionRows sessions={list.items} />
      <Group>
        <ConfirmButton
          label={texts.open}
          title={texts.title(user.name)}
          disabled={endAll.busy}
          onConfirm={() => void endAll.run(user.id)}
        >
          {texts.text}
        </ConfirmButton>
      </Group>
    </ListFrame>
  );
}
