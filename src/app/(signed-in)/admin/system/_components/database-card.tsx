"use client";

import { Code } from "@mantine/core";
import type { System } from "@/client/system";
import { systemTexts } from "@/client/texts/system";
import { Facts } from "@/components/facts";
import { Section } from "@/components/section";

const { database: texts, milliseconds, noMigration } = systemTexts;

export function DatabaseCard({ database }: Pick<System, "database">) {
  return (
    <Section title={texts.title}>
      <Facts
        facts={[
          { name: texts.engine, value: `${database.engine} ${database.version}` },
          { name: texts.latency, value: milliseconds(database.latencyMs) },
          { name: texts.migration, value: database.migration ? <Code>{database.migration}</Code> : noMigration },
        ]}
      />
    </Section>
  );
}
