"use client";

import { type ReactNode, Suspense, useRef, useState } from "react";
import type { OpenedMenuProps } from "./opened-menu";

type LateMenuProps = {
  /** An `OpenedMenu` with its items, by `lazy`. */
  menu: (opened: OpenedMenuProps) => ReactNode;
  className: string | undefined;
  label?: string;
  /** What is on the button. */
  children: ReactNode;
};

/** A button whose menu comes with the first click: fifty of them would slow the page down. */
export function LateMenu({ menu, className, label, children }: LateMenuProps) {
  const [isUsed, setUsed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const target = (
    <button
      ref={button}
      type="button"
      className={className}
      aria-label={label}
      aria-haspopup="menu"
      onClick={() => setUsed(true)}
    >
      {children}
    </button>
  );
  if (!isUsed) return target;
  return <Suspense fallback={target}>{menu({ target, button })}</Suspense>;
}
