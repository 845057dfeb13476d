"use client";

import { Badge, Text } from "@mantine/core";
import type { System } from "@/client/system";
import { systemTexts as texts } from "@/client/texts/system";
import { Section } from "@/components/section";

/** That there is an answer says that the server is up, and its database too. */
export function HealthCard({ system }: { system: System }) {
  return (
    <Section title={texts.health}>
      <Badge size="lg" variant="light" color="gate" tt="none">
        {texts.ready}
      </Badge>
      <Text size="sm">{texts.readyText}</Text>
      {system.outbox.failed > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {texts.mailsFailing}
        </Text>
      )}
    </Section>
  );
}
