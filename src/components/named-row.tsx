"use client";

import { Button } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ConfirmButton } from "./confirm-button";
import { Row } from "./rows";
import { componentTexts as texts } from "./texts";

type Removal = { label: string; title: string; text: string; busy?: boolean; onRemove: () => void };

type NamedRowProps = {
  name: string;
  /** The form to rename it, until it calls back. */
  renameForm: (onDone: () => void) => ReactNode;
  removal: Removal;
  /** What else there is to say about it. */
  children: ReactNode;
};

/** One of several things that a person has named: it can be renamed and removed. */
export function NamedRow({ name, renameForm, removal, children }: NamedRowProps) {
  const [isRenaming, setIsRenaming] = useState(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  const { label, title, text, busy = false, onRemove } = removal;

  function onRenamed(): void {
    flushSync(() => setIsRenaming(false));
    renameButton.current?.focus();
  }

  const buttons = (
    <>
      <Button
        ref={renameButton}
        variant="default"
        size="xs"
        aria-label={`${texts.rename}: ${name}`}
        onClick={() => setIsRenaming(true)}
      >
        {texts.rename}
      </Button>
      <ConfirmButton size="xs" label={label} about={name} title={title} disabled={busy} onConfirm={onRemove}>
        {text}
      </ConfirmButton>
    </>
  );
  return (
    <Row name={name} actions={isRenaming ? renameForm(onRenamed) : buttons}>
      {children}
    </Row>
  );
}
