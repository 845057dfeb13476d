import type { ReactNode } from "react";
import classes from "./badge.module.css";

type BadgeProps = { kind: "plain" | "strong" | "good" | "bad" | "open"; children: ReactNode };

/** One word about something. A plain element, as a table has two in each row. */
export function Badge({ kind, children }: BadgeProps) {
  return <span className={`${classes.badge} ${classes[kind]}`}>{children}</span>;
}
