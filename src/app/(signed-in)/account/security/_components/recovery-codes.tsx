"use client";

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { securityTexts } from "@/client/texts/account-security";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/dialog";
import { DownloadButton } from "@/components/download-button";
import classes from "../../_components/account.module.css";

const texts = securityTexts.recoveryCodes;

type RecoveryCodesProps = { codes: string[]; onDone: () => void };

/** In a dialog, as this is the only time that they are seen. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = codes.join("\n");
  return (
    <Dialog title={texts.title} onClose={onDone} isLast>
      <Stack>
        <Text size="sm">{texts.intro}</Text>
        <ul className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <Code>{code}</Code>
            </li>
          ))}
        </ul>
        <Group gap="xs">
          <CopyButton text={text} label={texts.copy} />
          <DownloadButton text={`${text}\n`} fileName={texts.fileName} label={texts.download} />
        </Group>
        <Group justify="flex-end">
          <Button onClick={onDone}>{texts.kept}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
