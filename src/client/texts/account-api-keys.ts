import type { Scope } from "@/schemas/permission.schema";

const scopes: Record<Scope, { name: string; text: string }> = {
  "account:read": {
    name: "Read your own account",
    text: "Your profile, sessions, keys, passkeys, providers and activity; never a secret.",
  },
  "account:write": { name: "Change your own name", text: "Not the address, the password, or how you sign in." },
  "users:read": { name: "Read all users", text: "Names, addresses, roles, and where they are signed in." },
  "users:write": {
    name: "Create, change and remove users",
    text: "And end their sessions, and send them a link for a new password.",
  },
  "audit:read": { name: "Read the audit log", text: "What was done to every account, and by whom." },
};

/** Keys for programs. */
export const apiKeyTexts = {
  title: "API keys",
  intro: "For programs that act in your name, with no more than the rights that you give them.",
  list: "Your keys",
  empty: "You have no keys.",
  scopes,
  row: {
    callsAMinute: (calls: number): string => `${calls} call${calls === 1 ? "" : "s"} a minute`,
    made: "Made",
    lastUsed: "last used",
    notUsed: "not used yet",
    expires: "expires",
    neverExpires: "never expires",
  },
  revocation: {
    label: "Revoke",
    title: (name: string): string => `Revoke “${name}”?`,
    text: "Programs that use it are refused from now on.",
    done: "The key is revoked.",
  },
  form: {
    title: "New key",
    name: "Name",
    nameHint: "What the key is for.",
    scopes: "What it may do",
    expires: "It expires",
    lifetimes: { days: (days: number): string => `In ${days} days`, year: "In a year", never: "Never" },
    rate: "Calls a minute",
    rateHint: (most: number): string => `At most ${most}.`,
    submit: "Make the key",
  },
  created: {
    title: (name: string): string => `The key “${name}”`,
    intro: "Keep it where your program finds it. It is not shown again.",
    copy: "Copy the key",
    usage: "Send it with every request:",
    header: "Authorization: Bearer …",
    kept: "I have kept it",
  },
};
