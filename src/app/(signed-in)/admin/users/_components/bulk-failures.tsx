"use client";

import { Alert, List, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { BulkReport } from "@/client/user-bulk";
import { TextLink } from "@/components/text-link";

type BulkFailuresProps = { report: BulkReport; onClose: () => void };

/** With whom it failed, and why. */
export default function BulkFailures({ report: { all, failures }, onClose }: BulkFailuresProps) {
  return (
    <Alert
      color="red"
      variant="light"
      icon={<TriangleAlert aria-hidden />}
      title={texts.bulk.report(failures.length, all)}
      withCloseButton
      closeButtonLabel={texts.bulk.close}
      onClose={onClose}
    >
      <List size="sm" spacing={4}>
        {failures.map(({ user, problem }) => (
          <List.Item key={user.id}>
            <TextLink href={`/admin/users/${user.id}`}>{user.name}</TextLink>
            {`: ${problem.message}`}
            {problem.requestId && (
              <Text size="xs" c="dimmed" ff="monospace">
                {texts.bulk.request(problem.requestId)}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
