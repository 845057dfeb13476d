import { z } from "zod";

/** Everything that the audit log can say. A new kind of change comes with a line here. */
const AUDIT_TYPES = [
  "account.created",
  "account.verified",
  "account.updated",
  "account.roleChanged",
  "account.statusChanged",
  "account.removed",
  "email.changeRequested",
  "email.changed",
  "password.linkSent",
  "password.set",
  "password.changed",
  "password.removed",
  "session.opened",
  "session.ended",
  "session.allEnded",
  "totp.enabled",
  "totp.disabled",
  "recoveryCodes.created",
  "recoveryCode.used",
  "passkey.created",
  "passkey.renamed",
  "passkey.removed",
  "identity.linked",
  "identity.removed",
  "apiKey.created",
  "apiKey.renamed",
  "apiKey.revoked",
  "impersonation.started",
  "impersonation.ended",
] as const;

export const auditTypeSchema = z.enum(AUDIT_TYPES).meta({ id: "AuditType", examples: ["password.changed"] });

export type AuditType = z.infer<typeof auditTypeSchema>;
