"use client";

import { lazy } from "react";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { ListedUser } from "@/client/use-user-list";
import { LateMenu } from "@/components/late-menu";
import classes from "../../_components/card-table.module.css";

const RowMenuItems = lazy(() => import("./row-menu-items"));

export type RowAction = "edit" | "toggle" | "reset" | "endSessions" | "actAs" | "remove";
export type RowMenuProps = { user: ListedUser; isOneself: boolean; onAction: (action: RowAction) => void };

/** What can be done with one user. */
export function RowMenu(props: RowMenuProps) {
  return (
    <LateMenu
      className={classes.menu}
      label={texts.actionsFor(props.user.name)}
      menu={(opened) => <RowMenuItems {...opened} {...props} />}
    >
      <svg viewBox="0 0 18 18" width={18} height={18} fill="currentColor" aria-hidden="true">
        <path d="M9 2.2a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3m0 5.3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3m0 5.3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3" />
      </svg>
    </LateMenu>
  );
}
