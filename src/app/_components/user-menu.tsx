"use client";

import { lazy } from "react";
import type { SignedIn } from "@/client/session";
import { shellTexts as texts } from "@/client/texts/shell";
import { LateMenu } from "@/components/late-menu";
import classes from "./signed-in-shell.module.css";

const UserMenuItems = lazy(() => import("./user-menu-items"));

export type UserMenuProps = { signedIn: SignedIn };

/** Of the first two words, for those who look for themselves; the others hear the whole name. */
function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

/** Who is signed in, the colour scheme, and the way out. */
export function UserMenu(props: UserMenuProps) {
  const { name } = props.signedIn.user;
  return (
    <LateMenu className={classes.user} menu={(opened) => <UserMenuItems {...opened} {...props} />}>
      {/* Not by an aria-label: it would have to contain the initials. */}
      <span className={classes.hidden}>{texts.userMenu(name)}</span>
      <span aria-hidden="true">{initialsOf(name)}</span>
    </LateMenu>
  );
}
