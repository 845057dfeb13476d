"use client";

import { NativeSelect, TextInput } from "@mantine/core";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";
import { ROLES, STATES } from "./choices";

type UserFieldsProps = {
  user: Pick<User, "name" | "role" | "status">;
  issueOf: (field: string) => string | undefined;
};

/** What an administrator can change about a user. */
export function UserFields({ user, issueOf }: UserFieldsProps) {
  return (
    <>
      <TextInput
        label={texts.columns.name}
        name="name"
        autoComplete="off"
        data-autofocus
        defaultValue={user.name}
        error={issueOf("name")}
      />
      <NativeSelect label={texts.role} name="role" data={ROLES} defaultValue={user.role} error={issueOf("role")} />
      <NativeSelect
        label={texts.state}
        name="status"
        data={STATES}
        defaultValue={user.status}
        error={issueOf("status")}
      />
    </>
  );
}
