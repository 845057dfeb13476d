"use client";

import { Text } from "@mantine/core";
import type { System } from "@/client/system";
import { systemTexts } from "@/client/texts/system";
import { Facts } from "@/components/facts";
import { Section } from "@/components/section";

const texts = systemTexts.rateLimits;

export function RateLimitsCard({ rateLimits: { store, isStoreAway, policies } }: Pick<System, "rateLimits">) {
  return (
    <Section title={texts.title}>
      <Text size="sm">{isStoreAway ? texts.stores.away : texts.stores[store]}</Text>
      <Facts
        facts={policies.map(({ name, by, quota, windowSeconds }) => ({
          name: `${name} · ${texts.by[by]}`,
          value: texts.quota(quota, windowSeconds),
        }))}
      />
    </Section>
  );
}
