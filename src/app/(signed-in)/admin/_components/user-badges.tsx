import { userTexts as texts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";
import { Badge } from "@/components/badge";

/** "Administrator" stands out; "User" is what nearly everybody is. */
export function RoleBadge({ role }: Pick<User, "role">) {
  return <Badge kind={role === "ADMIN" ? "strong" : "plain"}>{texts.roles[role]}</Badge>;
}

/** Whether the person can sign in, and why not. */
export function StateBadge({ status, emailVerified }: Pick<User, "status" | "emailVerified">) {
  if (status === "DISABLED") return <Badge kind="bad">{texts.states.DISABLED}</Badge>;
  if (!emailVerified) return <Badge kind="open">{texts.unconfirmed}</Badge>;
  return <Badge kind="good">{texts.states.ACTIVE}</Badge>;
}
