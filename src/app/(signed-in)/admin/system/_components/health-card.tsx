"use client";

import { Text } from "@mantine/core";
import type { System } from "@/client/system";
import { systemTexts as texts } from "@/client/texts/system";
import { Badge } from "@/components/badge";
import { Section } from "@/components/section";

/** That there is an answer says that the server is up, and its database too. */
export function HealthCard({ system }: { system: System }) {
  return (
    <Section title={texts.health}>
      <div>
        <Badge kind="good">{texts.ready}</Badge>
      </div>
      <Text size="sm">{texts.readyText}</Text>
      {system.outbox.failed > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {texts.mailsFailing}
        </Text>
      )}
    </Section>
  );
}
