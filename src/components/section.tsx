import { Paper, Stack, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

type SectionProps = { title: string; children: ReactNode };

/** A part of a page, under a heading of its own. */
export function Section({ title, children }: SectionProps) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby={id}>
      <Stack>
        <Title order={2} id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}
