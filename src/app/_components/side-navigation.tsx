"use client";

import { NavLink, Stack, Text } from "@mantine/core";
import {
  Activity,
  Gauge,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Shield,
  User,
  Users,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isAdministering, type SignedIn } from "@/client/session";
import { shellTexts as texts } from "@/client/texts/shell";

type Item = { href: string; label: string; icon: LucideIcon };

const ACCOUNT: Item[] = [
  { href: "/account", label: texts.pages.profile, icon: User },
  { href: "/account/security", label: texts.pages.security, icon: Shield },
  { href: "/account/sessions", label: texts.pages.sessions, icon: MonitorSmartphone },
  { href: "/account/api-keys", label: texts.pages.apiKeys, icon: KeyRound },
  { href: "/account/activity", label: texts.pages.activity, icon: Activity },
];
const ADMIN: Item[] = [
  { href: "/admin/users", label: texts.pages.users, icon: Users },
  { href: "/admin/audit", label: texts.pages.audit, icon: ScrollText },
  { href: "/admin/system", label: texts.pages.system, icon: Gauge },
];

/** The profile's path is the beginning of the others, so it counts for itself alone. */
function isAt(path: string, href: string): boolean {
  return path === href || (href !== "/account" && path.startsWith(`${href}/`));
}

type SectionProps = { title: string; items: Item[]; onLeave: () => void };

function Section({ title, items, onLeave }: SectionProps) {
  const path = usePathname();
  return (
    <Stack gap={2} component="section" aria-label={title}>
      <Text size="xs" fw={600} c="dimmed" px="sm" mb={2}>
        {title}
      </Text>
      {items.map(({ href, label, icon: Icon }) => (
        <NavLink
          key={href}
          component={Link}
          href={href}
          prefetch={false}
          onClick={onLeave}
          label={label}
          leftSection={<Icon size={18} aria-hidden />}
          active={isAt(path, href)}
          aria-current={isAt(path, href) ? "page" : undefined}
          style={{ borderRadius: "var(--mantine-radius-default)" }}
        />
      ))}
    </Stack>
  );
}

type SideNavigationProps = {
  signedIn: SignedIn;
  /** Where it lies over the page, the page has to be seen again. */
  onLeave: () => void;
};

/** Who may open what, each page asks again; here it only is not offered. */
export function SideNavigation({ signedIn, onLeave }: SideNavigationProps) {
  return (
    <Stack gap="lg" pt="xs">
      <Section title={texts.sections.account} items={ACCOUNT} onLeave={onLeave} />
      {isAdministering(signedIn) && <Section title={texts.sections.admin} items={ADMIN} onLeave={onLeave} />}
    </Stack>
  );
}
