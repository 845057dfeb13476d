"use client";

import {
  Activity,
  Gauge,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  ScrollText,
  Shield,
  Table2,
  User,
  Users,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isAdministering, type SignedIn } from "@/client/session";
import { resourcePages } from "@/client/texts/resource-pages";
import { shellTexts as texts } from "@/client/texts/shell";
import classes from "./signed-in-shell.module.css";

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
  ...resourcePages.map(({ path, label }) => ({ href: path, label, icon: Table2 })),
];

/** The profile's path is the beginning of the others, so it counts for itself alone. */
function isAt(path: string, href: string): boolean {
  return path === href || (href !== "/account" && path.startsWith(`${href}/`));
}

type SectionProps = { title: string; items: Item[]; onLeave: () => void };

function Section({ title, items, onLeave }: SectionProps) {
  const path = usePathname();
  return (
    <section className={classes.section} aria-label={title}>
      <p className={classes.title}>{title}</p>
      {items.map(({ href, label, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          className={classes.link}
          aria-current={isAt(path, href) ? "page" : undefined}
          onClick={onLeave}
        >
          <Icon size={18} aria-hidden />
          {label}
        </Link>
      ))}
    </section>
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
    <>
      <Section title={texts.sections.account} items={ACCOUNT} onLeave={onLeave} />
      {isAdministering(signedIn) && <Section title={texts.sections.admin} items={ADMIN} onLeave={onLeave} />}
    </>
  );
}
