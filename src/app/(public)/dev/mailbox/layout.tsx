import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { isMailboxOpen } from "@/server/mailbox";
import classes from "./mailbox.module.css";

/** The mails themselves are for browsers on this machine alone: the API sees to that. */
export default function MailboxLayout({ children }: { children: ReactNode }) {
  if (!isMailboxOpen()) notFound();
  return <div className={classes.page}>{children}</div>;
}
