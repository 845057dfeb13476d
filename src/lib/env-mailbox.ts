import { isLoopback } from "./env-oauth";

type Values = {
  NODE_ENV: string;
  APP_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  DEV_MAILBOX?: "yes" | "no" | undefined;
};

/** Why the mailbox cannot be open: whoever reads it could take over any account. Null when nothing is against it. */
function obstacle({ APP_URL, SMTP_URL }: Values): string | null {
  if (SMTP_URL !== undefined) return "is for mails that are captured. Leave SMTP_URL empty, or this";
  const isHere = APP_URL === undefined || isLoopback(new URL(APP_URL).hostname);
  return isHere ? null : "is for this machine only, and APP_URL names another one";
}

/** What is wrong with asking for the mailbox; null when nothing is, or nobody asks. */
export function mailboxProblem(values: Values): { name: string; advice: string } | null {
  const advice = values.DEV_MAILBOX === "yes" ? obstacle(values) : null;
  return advice === null ? null : { name: "DEV_MAILBOX", advice };
}

/** Whether the mailbox is open: in development by itself, elsewhere when asked for. */
export function isMailboxOpen(values: Values): boolean {
  const asked = values.DEV_MAILBOX ?? (values.NODE_ENV === "development" ? "yes" : "no");
  return asked === "yes" && obstacle(values) === null;
}
