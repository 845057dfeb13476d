"use client";

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import type { NewApiKey } from "@/client/api-keys";
import { apiKeyTexts } from "@/client/texts/account-api-keys";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/dialog";
import classes from "../../_components/account.module.css";

const texts = apiKeyTexts.created;

type NewKeyProps = { created: NewApiKey; onDone: () => void };

/** In a dialog, as this is the only time that it is seen. */
export function NewKey({ created: { name, key }, onDone }: NewKeyProps) {
  return (
    <Dialog title={texts.title(name)} onClose={onDone} isLast>
      <Stack>
        <Text size="sm">{texts.intro}</Text>
        <Code className={classes.secret} data-secret>
          {key}
        </Code>
        <Text size="sm" c="dimmed">
          {texts.usage} <Code>{texts.header}</Code>
        </Text>
        <Group justify="space-between">
          <CopyButton text={key} label={texts.copy} />
          <Button onClick={onDone}>{texts.kept}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
