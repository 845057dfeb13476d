"use client";

import { Button, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { ConfirmDialog } from "./confirm-dialog";

type ConfirmButtonProps = {
  /** On the button, and again on the one that does it. */
  label: string;
  /** What the button is about, for those who hear it apart from its row. */
  about?: string;
  title: string;
  /** What will be lost. */
  children: ReactNode;
  disabled?: boolean;
  onConfirm: () => void;
} & Pick<ButtonProps, "size" | "variant">;

/** A button for what cannot be undone: it asks once more. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, about, title, children, disabled, onConfirm, size, variant = "light" } = props;
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        color="red"
        variant={variant}
        size={size}
        aria-label={about && `${label}: ${about}`}
        disabled={disabled}
        onClick={open}
      >
        {label}
      </Button>
      <ConfirmDialog isOpen={isOpen} title={title} label={label} onClose={close} onConfirm={onConfirm}>
        {children}
      </ConfirmDialog>
    </>
  );
}
