"use client";

import { Menu } from "@mantine/core";
import { EllipsisVertical, KeyRound, LogOut, Pencil, Trash2, UserCheck, UserX, VenetianMask } from "lucide-react";
import { useRef, useState } from "react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { ListedUser } from "@/client/use-user-list";
import classes from "../../_components/card-table.module.css";

export type RowAction = "edit" | "toggle" | "reset" | "endSessions" | "actAs" | "remove";

const ICON = { size: 16, "aria-hidden": true } as const;

type RowMenuProps = { user: ListedUser; isOneself: boolean; onAction: (action: RowAction) => void };

function Items({ user, isOneself, onAction }: RowMenuProps) {
  const isActive = user.status === "ACTIVE";
  return (
    <>
      <Menu.Item leftSection={<Pencil {...ICON} />} onClick={() => onAction("edit")}>
        {texts.edit.open}
      </Menu.Item>
      <Menu.Item leftSection={<KeyRound {...ICON} />} onClick={() => onAction("reset")}>
        {texts.reset.open}
      </Menu.Item>
      <Menu.Item
        leftSection={<VenetianMask {...ICON} />}
        disabled={user.role === "ADMIN" || !isActive}
        onClick={() => onAction("actAs")}
      >
        {texts.actAs.short}
      </Menu.Item>
      <Menu.Item leftSection={<LogOut {...ICON} />} onClick={() => onAction("endSessions")}>
        {texts.endSessions.open}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        leftSection={isActive ? <UserX {...ICON} /> : <UserCheck {...ICON} />}
        disabled={isOneself}
        onClick={() => onAction("toggle")}
      >
        {isActive ? texts.disable : texts.enable}
      </Menu.Item>
      <Menu.Item color="red" leftSection={<Trash2 {...ICON} />} disabled={isOneself} onClick={() => onAction("remove")}>
        {texts.remove.open}
      </Menu.Item>
    </>
  );
}

/** What can be done with one user. The menu is there from the first click on: fifty of them would slow the page down. */
export function RowMenu(props: RowMenuProps) {
  const [isUsed, setUsed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const target = (
    <button
      ref={button}
      type="button"
      className={classes.menu}
      aria-label={texts.actionsFor(props.user.name)}
      aria-haspopup="menu"
      onClick={() => setUsed(true)}
    >
      <EllipsisVertical size={18} aria-hidden />
    </button>
  );
  if (!isUsed) return target;
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
      <Menu.Dropdown>
        <Items {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}
