import { env } from "@/lib/env";

/** Whether this server shows the mails that it captures, to browsers on this machine. */
export function isMailboxOpen(): boolean {
  return env.DEV_MAILBOX;
}
