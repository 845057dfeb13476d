"use client";

import { Button, Group, Paper, Text } from "@mantine/core";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { ListedUser } from "@/client/use-user-list";
import { ConfirmButton } from "@/components/confirm-button";

type BulkBarProps = { users: readonly ListedUser[]; isBusy: boolean; onDisable: () => void; onClear: () => void };

/** What can be done with everybody who is selected. */
export default function BulkBar({ users, isBusy, onDisable, onClear }: BulkBarProps) {
  const count = users.length;
  return (
    <Paper withBorder p="xs" component="section" aria-label={texts.selection}>
      <Group gap="sm">
        <Text size="sm" fw={600} role="status">
          {texts.selected(count)}
        </Text>
        <ConfirmButton
          size="xs"
          label={texts.bulk.disable}
          title={texts.bulk.title(count)}
          disabled={isBusy}
          onConfirm={onDisable}
        >
          {texts.bulk.text}
        </ConfirmButton>
        <Button size="xs" variant="default" disabled={isBusy} onClick={onClear}>
          {texts.clearSelection}
        </Button>
      </Group>
    </Paper>
  );
}
