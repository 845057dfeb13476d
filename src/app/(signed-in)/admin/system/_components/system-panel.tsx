"use client";

import { Button, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { RefreshCw } from "lucide-react";
import { useSystem } from "@/client/system";
import { systemTexts as texts } from "@/client/texts/system";
import { ProblemAlert } from "@/components/problem-alert";
import { Time } from "@/components/time";
import { DatabaseCard } from "./database-card";
import { HealthCard } from "./health-card";
import { OutboxCard } from "./outbox-card";
import { ProcessCard } from "./process-card";
import { RateLimitsCard } from "./rate-limits-card";
import { VersionsCard } from "./versions-card";

/** One card for each part of the answer. */
export function SystemPanel() {
  const { system, readAt, problem, isReading, readAgain } = useSystem();
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1}>{texts.title}</Title>
        <Group gap="sm">
          {readAt && (
            <Text size="sm" c="dimmed" role="status">
              {texts.readAt} <Time at={readAt} />
            </Text>
          )}
          <Button
            variant="default"
            leftSection={<RefreshCw size={16} aria-hidden />}
            loading={isReading}
            onClick={readAgain}
          >
            {texts.refresh}
          </Button>
        </Group>
      </Group>
      <ProblemAlert problem={problem} />
      {system && (
        <>
          <HealthCard system={system} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <VersionsCard versions={system.versions} />
            <ProcessCard process={system.process} />
            <DatabaseCard database={system.database} />
            <OutboxCard outbox={system.outbox} />
          </SimpleGrid>
          <RateLimitsCard rateLimits={system.rateLimits} />
        </>
      )}
    </Stack>
  );
}
