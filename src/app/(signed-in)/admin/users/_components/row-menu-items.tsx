"use client";

import { Menu } from "@mantine/core";
import { KeyRound, LogOut, Pencil, Trash2, UserCheck, UserX, VenetianMask } from "lucide-react";
import { userTexts as texts } from "@/client/texts/admin-users";
import { OpenedMenu, type OpenedMenuProps } from "@/components/opened-menu";
import type { RowMenuProps } from "./row-menu";

const ICON = { size: 16, "aria-hidden": true } as const;

// The default export is what React.lazy takes.
export default function RowMenuItems({ user, isOneself, onAction, ...opened }: RowMenuProps & OpenedMenuProps) {
  const isActive = user.status === "ACTIVE";
  return (
    <OpenedMenu {...opened}>
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
    </OpenedMenu>
  );
}
