import { z } from "zod";

/**
 * What can be done. `account:` is about one's own account, the others about everybody's. A procedure names one of them;
 * services/permissions.ts says who has which.
 */
const PERMISSIONS = [
  "account:read",
  "account:write",
  "account:secure",
  "users:read",
  "users:write",
  "users:impersonate",
  "audit:read",
  "system:read",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What a key can be given. The rest (passwords, factors, keys, impersonation, the system) wants a person at a browser. */
export const SCOPES = [
  "account:read",
  "account:write",
  "users:read",
  "users:write",
  "audit:read",
] as const satisfies readonly Permission[];

export const scopeSchema = z.enum(SCOPES).meta({ id: "Scope", examples: ["users:read"] });

export type Scope = z.infer<typeof scopeSchema>;
