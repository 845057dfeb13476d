"use client";

import { Button, Group, Stack } from "@mantine/core";
import { userTexts as texts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";
import { useEditUserForm } from "@/client/user-forms";
import { UserFields } from "../../../_components/user-fields";

export function UserForm({ user }: { user: User }) {
  const { bind, issueOf, busy } = useEditUserForm(user.id);
  return (
    <form {...bind}>
      <Stack>
        <UserFields user={user} issueOf={issueOf} />
        <Group>
          <Button type="submit" loading={busy}>
            {texts.edit.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
