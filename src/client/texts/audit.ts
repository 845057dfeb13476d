import type { AuditType } from "@/schemas/audit.schema";

/** What happened, in words for the person whose account it is. */
const types: Readonly<Record<AuditType, string>> = {
  "account.created": "Account opened",
  "account.verified": "Address confirmed",
  "account.updated": "Profile changed",
  "account.roleChanged": "Role changed",
  "account.statusChanged": "Account disabled or enabled",
  "account.removed": "Account removed",
  "email.changeRequested": "New address asked for",
  "email.changed": "Address changed",
  "password.linkSent": "Password link sent",
  "password.set": "Password set by a link",
  "password.changed": "Password changed",
  "password.removed": "Password removed, to be chosen anew from a mail",
  "session.opened": "Signed in",
  "session.ended": "Session ended",
  "session.allEnded": "Several sessions ended",
  "totp.enabled": "Authenticator app turned on",
  "totp.disabled": "Authenticator app turned off",
  "recoveryCodes.created": "Recovery codes made",
  "recoveryCode.used": "Recovery code used",
  "passkey.created": "Passkey added",
  "passkey.renamed": "Passkey renamed",
  "passkey.removed": "Passkey removed",
  "identity.linked": "Provider linked",
  "identity.removed": "Provider removed",
  "apiKey.created": "API key made",
  "apiKey.renamed": "API key renamed",
  "apiKey.revoked": "API key revoked",
  "impersonation.started": "An administrator began to act for this account",
  "impersonation.ended": "An administrator stopped acting for this account",
};

const words = new Map<string, string>(Object.entries(types));

/** The audit log, as administrators see it. */
export const auditTexts = {
  title: "Audit log",
  description: "What was changed about every account, by whom.",
  types,
  /** What happened; the type as it is, where only a newer release knows it. */
  wordingOf: (type: string): string => words.get(type) ?? type,
  what: "What",
  account: "Account",
  accountHint: "The ID of a user.",
  actor: "By",
  actorHint: "The ID of who did it.",
  notAnId: "This is no ID of a user.",
  sort: "Sort by",
  sorts: { "-createdAt": "Newest first", createdAt: "Oldest first" },
  all: "All",
  empty: "Nothing of this kind.",
  columns: { when: "When", what: "What", by: "By", from: "From", details: "Details", account: "Account" },
  service: "The service",
  oneself: "The person",
  nobody: "Somebody unknown",
  /** Who has no account any more. */
  gone: (tail: string): string => `Removed user …${tail}`,
  key: "with an API key",
  acting: (name: string): string => `${name}, acting`,
};
