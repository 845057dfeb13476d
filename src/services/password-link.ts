import type { Tx } from "@/lib/prisma";
import { type AuditRecord, recordAudit } from "./audit.service";
import { mailLink } from "./link-token.service";

/** What must be known of a person who is sent a link to choose a password. */
export const linkOwnerSelect = { id: true, email: true, name: true, status: true, passwordHash: true } as const;

type LinkOwner = { id: string; email: string; name: string; passwordHash: string | null };

/** Mails a link to choose the first, or a new, password. The caller holds the user's row. */
export async function mailPasswordLink(tx: Tx, owner: LinkOwner, by: AuditRecord["by"]): Promise<void> {
  const { id: userId, email: to, name, passwordHash } = owner;
  await mailLink(tx, { userId, to, name, template: passwordHash === null ? "setPassword" : "resetPassword" });
  await recordAudit(tx, { accountId: userId, type: "password.linkSent", by });
}
