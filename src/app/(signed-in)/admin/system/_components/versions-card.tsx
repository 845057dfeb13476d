"use client";

import type { System } from "@/client/system";
import { systemTexts } from "@/client/texts/system";
import { Facts } from "@/components/facts";
import { Section } from "@/components/section";

const texts = systemTexts.versions;

export function VersionsCard({ versions }: Pick<System, "versions">) {
  return (
    <Section title={texts.title}>
      <Facts
        facts={[
          { name: texts.gatehouse, value: versions.gatehouse },
          { name: texts.node, value: versions.node },
          { name: texts.next, value: versions.next },
          { name: texts.prisma, value: versions.prisma },
        ]}
      />
    </Section>
  );
}
