import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemAlert } from "./problem-alert";
import { componentTexts as texts } from "./texts";

const SKELETON_ROWS = ["a", "b", "c"];

type ListFrameProps = {
  list: {
    items: readonly unknown[];
    isPending: boolean;
    problem: { message: string; requestId: string | null } | null;
    again: () => void;
    more: (() => void) | null;
    isLoadingMore: boolean;
  };
  /** What to say when there is nothing in it. */
  empty: string;
  children: ReactNode;
};

/** What is round every list: waiting, failing, being empty, and more of it. */
export function ListFrame({ list, empty, children }: ListFrameProps) {
  return (
    <Stack>
      <ProblemAlert problem={list.problem} />
      {list.problem && (
        <Group>
          <Button variant="default" onClick={list.again}>
            {texts.tryAgain}
          </Button>
        </Group>
      )}
      {list.isPending && (
        <Stack role="status" aria-label={texts.moment} gap="xs">
          {SKELETON_ROWS.map((row) => (
            <Skeleton key={row} height={44} />
          ))}
        </Stack>
      )}
      {!list.isPending && !list.problem && list.items.length === 0 && (
        <Text c="dimmed" py="xs">
          {empty}
        </Text>
      )}
      {list.items.length > 0 && children}
      {list.more && !list.problem && (
        <Group justify="center">
          <Button variant="default" loading={list.isLoadingMore} onClick={list.more}>
            {texts.loadMore}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
