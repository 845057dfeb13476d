import { Stack, Text } from "@mantine/core";
import { RequestId } from "./request-id";

type ProblemTextProps = { problem: { message: string; requestId: string | null } };

/** What went wrong, with the ID that finds it in the logs. */
export function ProblemText({ problem }: ProblemTextProps) {
  return (
    <Stack gap={4}>
      <Text size="sm" c="var(--mantine-color-text)">
        {problem.message}
      </Text>
      {problem.requestId && <RequestId id={problem.requestId} />}
    </Stack>
  );
}
