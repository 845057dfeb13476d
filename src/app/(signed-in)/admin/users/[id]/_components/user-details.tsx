"use client";

import { Code } from "@mantine/core";
import { userTexts } from "@/client/texts/admin-users";
import type { User } from "@/client/user-admin";
import { CopyButton } from "@/components/copy-button";
import { Facts } from "@/components/facts";
import { Time } from "@/components/time";

const { user: texts, columns } = userTexts;

export function UserDetails({ user }: { user: User }) {
  return (
    <>
      <Facts
        facts={[
          { name: columns.created, value: <Time at={user.createdAt} /> },
          { name: texts.updated, value: <Time at={user.updatedAt} /> },
          { name: texts.id, value: <Code>{user.id}</Code> },
        ]}
      />
      <CopyButton text={user.id} label={texts.copyId} />
    </>
  );
}
