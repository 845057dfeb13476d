"use client";

import { Button, Group, Text } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { componentTexts as texts } from "./texts";
import { useCopy } from "./use-copy";

type CopyButtonProps = { text: string; label?: string };

/** Puts a text into the clipboard, and says whether it is there. */
export function CopyButton({ text, label = texts.copy }: CopyButtonProps) {
  const { copy, said } = useCopy(text);
  const icon = said === "copied" ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />;
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={icon} onClick={copy}>
        {label}
      </Button>
      <Text size="sm" role="status">
        {said === "copied" && texts.copied}
        {said === "failed" && texts.notCopied}
      </Text>
    </Group>
  );
}
