"use client";

import { Text } from "@mantine/core";
import type { System } from "@/client/system";
import { systemTexts } from "@/client/texts/system";
import { Facts } from "@/components/facts";
import { Section } from "@/components/section";

const { process: texts, bytes, duration } = systemTexts;

export function ProcessCard({ process }: Pick<System, "process">) {
  return (
    <Section title={texts.title}>
      <Facts
        facts={[
          { name: texts.uptime, value: duration(process.uptimeSeconds) },
          { name: texts.memory, value: bytes(process.rssBytes) },
          { name: texts.heap, value: bytes(process.heapUsedBytes) },
        ]}
      />
      <Text size="xs" c="dimmed">
        {texts.text}
      </Text>
    </Section>
  );
}
