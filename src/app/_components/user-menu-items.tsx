"use client";

import { Menu, Text, useMantineColorScheme } from "@mantine/core";
import { Check, LogOut, Monitor, Moon, Sun, User } from "lucide-react";
import Link from "next/link";
import { useSignOut } from "@/client/session";
import { shellTexts as texts } from "@/client/texts/shell";
import { OpenedMenu, type OpenedMenuProps } from "@/components/opened-menu";
import type { UserMenuProps } from "./user-menu";

const SCHEMES = [
  { value: "light", icon: Sun },
  { value: "dark", icon: Moon },
  { value: "auto", icon: Monitor },
] as const;
const ICON = { size: 16, "aria-hidden": true } as const;

function ColourSchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return SCHEMES.map(({ value, icon: Icon }) => (
    <Menu.Item
      key={value}
      role="menuitemradio"
      aria-checked={colorScheme === value}
      closeMenuOnClick={false}
      leftSection={<Icon {...ICON} />}
      rightSection={colorScheme === value && <Check {...ICON} />}
      onClick={() => setColorScheme(value)}
    >
      {texts.colourSchemes[value]}
    </Menu.Item>
  ));
}

// The default export is what React.lazy takes.
export default function UserMenuItems({ signedIn: { user }, ...opened }: UserMenuProps & OpenedMenuProps) {
  const signOut = useSignOut();
  return (
    <OpenedMenu {...opened}>
      <Text size="sm" fw={600} px="sm" pt={6} truncate="end">
        {user.name}
      </Text>
      <Text size="xs" c="dimmed" px="sm" pb={6} truncate="end">
        {user.email}
      </Text>
      <Menu.Divider />
      <Menu.Item component={Link} href="/account" prefetch={false} leftSection={<User {...ICON} />}>
        {texts.account}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{texts.colourScheme}</Menu.Label>
      <ColourSchemeItems />
      <Menu.Divider />
      <Menu.Item leftSection={<LogOut {...ICON} />} disabled={signOut.busy} onClick={() => void signOut.run()}>
        {texts.signOut}
      </Menu.Item>
    </OpenedMenu>
  );
}
