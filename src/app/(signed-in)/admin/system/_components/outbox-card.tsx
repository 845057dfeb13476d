"use client";

import { Text } from "@mantine/core";
import type { System } from "@/client/system";
import { systemTexts } from "@/client/texts/system";
import { Facts } from "@/components/facts";
import { Section } from "@/components/section";
import { Time } from "@/components/time";

const texts = systemTexts.outbox;

export function OutboxCard({ outbox }: Pick<System, "outbox">) {
  return (
    <Section title={texts.title}>
      <Facts
        facts={[
          { name: texts.waiting, value: outbox.waiting },
          { name: texts.oldest, value: outbox.oldestWaitingAt ? <Time at={outbox.oldestWaitingAt} /> : texts.none },
          { name: texts.failed, value: outbox.failed },
          { name: texts.sent, value: outbox.sentLastDay },
        ]}
      />
      <Text size="xs" c="dimmed">
        {texts.text}
      </Text>
    </Section>
  );
}
