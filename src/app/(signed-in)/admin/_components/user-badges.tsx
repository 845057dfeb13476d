import { Badge } from "@mantine/core";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";

/** "Administrator" stands out; "User" is what nearly everybody is. */
export function RoleBadge({ role }: Pick<User, "role">) {
  return (
    <Badge variant={role === "ADMIN" ? "filled" : "default"} color="gate" tt="none" fw={500}>
      {texts.roles[role]}
    </Badge>
  );
}

/** Whether the person can sign in, and why not. */
export function StateBadge({ status, emailVerified }: Pick<User, "status" | "emailVerified">) {
  if (status === "DISABLED") {
    return (
      <Badge variant="light" color="red" tt="none" fw={500}>
        {texts.states.DISABLED}
      </Badge>
    );
  }
  return (
    <Badge variant={emailVerified ? "light" : "outline"} color={emailVerified ? "gate" : "gray"} tt="none" fw={500}>
      {emailVerified ? texts.states.ACTIVE : texts.unconfirmed}
    </Badge>
  );
}
