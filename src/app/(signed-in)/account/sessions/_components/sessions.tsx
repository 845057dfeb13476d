"use client";

import { Button, Group, Paper, Text } from "@mantine/core";
import { type SessionRow, useEndOtherSessions, useEndSession, useSessions } from "@/client/sessions";
import { sessionTexts as texts } from "@/client/texts/account-sessions";
import { ConfirmButton } from "@/components/confirm-button";
import { ListFrame } from "@/components/list-frame";
import { ForUser } from "../../../../_components/for-user";
import { SessionRows } from "../../../../_components/session-rows";
import { ActingNote } from "../../_components/acting-note";

type EndButtonProps = { session: SessionRow; onEnd: () => void };

function EndButton({ session: { device, isCurrent }, onEnd }: EndButtonProps) {
  // This one ends by signing out.
  if (isCurrent) return null;
  return (
    <Button variant="light" color="red" size="xs" aria-label={texts.endOf(device)} onClick={onEnd}>
      {texts.end}
    </Button>
  );
}

function SessionList() {
  const list = useSessions();
  const end = useEndSession();
  const endOthers = useEndOtherSessions();
  return (
    <>
      <Paper withBorder p="lg">
        <ListFrame list={list} empty={texts.empty}>
          <SessionRows
            sessions={list.items}
            actionsOf={(session) => <EndButton session={session} onEnd={() => void end.run(session.id)} />}
          />
        </ListFrame>
      </Paper>
      <Group>
        <ConfirmButton
          label={texts.endOthers}
          title={texts.endOthersTitle}
          disabled={endOthers.busy || list.items.length < 2}
          onConfirm={() => void endOthers.run()}
        >
          {texts.endOthersText}
        </ConfirmButton>
      </Group>
    </>
  );
}

export function Sessions() {
  return (
    <ForUser>
      {(signedIn) => (
        <>
          <Text>{texts.intro}</Text>
          <ActingNote {...signedIn} />
          <SessionList />
        </>
      )}
    </ForUser>
  );
}
