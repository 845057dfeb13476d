"use client";

import { Modal } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

type DialogProps = {
  title: string;
  onClose: () => void;
  /** True where what it shows is lost with it: only a button of its own closes it. */
  isLast?: boolean;
  children: ReactNode;
};

function returnFocus(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  (isThere ? opener : document.querySelector("main"))?.focus();
}

/** A dialog that is open as long as it is rendered. Afterwards the focus is where it was before, or in the page's content. */
export function Dialog({ title, onClose, isLast = false, children }: DialogProps) {
  useEffect(() => {
    const opener = document.activeElement;
    return () => returnFocus(opener);
  }, []);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      withCloseButton={false}
      closeOnEscape={!isLast}
      closeOnClickOutside={!isLast}
      returnFocus={false}
    >
      {children}
    </Modal>
  );
}
