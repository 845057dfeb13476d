"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { componentTexts as texts } from "./texts";

/** A name can be long, and must not lie over the button that closes. */
const LONG_TITLE = { title: { overflowWrap: "anywhere", minWidth: 0, lineHeight: 1.4 } } as const;

type ConfirmDialogProps = {
  isOpen: boolean;
  title: string;
  /** On the button that does it. */
  label: string;
  /** What will be lost. */
  children: ReactNode;
  onClose: () => void;
  onConfirm: () => void;
};

/** Asks once more before something that cannot be undone. */
export function ConfirmDialog({ isOpen, title, label, children, onClose, onConfirm }: ConfirmDialogProps) {
  const onYes = (): void => {
    onClose();
    onConfirm();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      styles={LONG_TITLE}
      centered
      closeButtonProps={{ "aria-label": texts.close }}
    >
      <Stack>
        <Text component="div" size="sm">
          {children}
        </Text>
        <Group justify="flex-end">
          {/* The focus begins on the one that does no harm. */}
          <Button variant="default" data-autofocus onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button color="red" onClick={onYes}>
            {label}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
