"use client";

import { Menu } from "@mantine/core";
import type { ReactElement, ReactNode, RefObject } from "react";

export type OpenedMenuProps = {
  /** What opened it, and has the focus back. */
  target: ReactElement;
  button: RefObject<HTMLButtonElement | null>;
};

/**
 * A menu that is there from the first click on. Import it with the items, by `lazy`: what places it over the page is a tenth
 * of a page's script.
 */
export function OpenedMenu({ target, button, children }: OpenedMenuProps & { children: ReactNode }) {
  return (
    // The button that had the focus was another one, so the menu does not know where to give it back.
    <Menu
      defaultOpened
      position="bottom-end"
      width={240}
      withinPortal
      returnFocus={false}
      onClose={() => button.current?.focus()}
    >
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
