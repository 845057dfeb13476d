"use client";

import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useSession } from "@/client/session";
import { userTexts } from "@/client/texts/admin-users";
import { toastDone } from "@/client/toast";
import { type User, useRemoveUser, useUser } from "@/client/user-admin";
import { ConfirmButton } from "@/components/confirm-button";
import { Section } from "@/components/section";
import { TextLink } from "@/components/text-link";
import { RoleBadge, StateBadge } from "../../../_components/user-badges";
import { UserActivity } from "./user-activity";
import { UserDetails } from "./user-details";
import { UserForm } from "./user-form";
import { UserHelp } from "./user-help";
import { UserSessions } from "./user-sessions";

const { user: texts, remove: removeTexts } = userTexts;

type UserProps = { user: User };

function Head({ user }: UserProps) {
  return (
    <Stack gap={4}>
      <Text size="sm">
        <TextLink href="/admin/users">{texts.back}</TextLink>
      </Text>
      <Group gap="sm">
        <Title order={1} style={{ overflowWrap: "anywhere" }}>
          {user.name}
        </Title>
        <Group gap="xs" wrap="nowrap">
          <RoleBadge role={user.role} />
          <StateBadge status={user.status} emailVerified={user.emailVerified} />
        </Group>
      </Group>
      <Text c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {user.email}
      </Text>
    </Stack>
  );
}

function Removal({ user }: UserProps) {
  const router = useRouter();
  const remove = useRemoveUser(() => {
    toastDone(removeTexts.done(user.name));
    router.push("/admin/users");
  });
  const isOneself = useSession().signedIn?.user.id === user.id;
  return (
    <Group>
      <ConfirmButton
        label={removeTexts.open}
        title={removeTexts.title(user.name)}
        disabled={remove.busy || remove.done || isOneself}
        onConfirm={() => void remove.run(user)}
      >
        {removeTexts.text}
      </ConfirmButton>
    </Group>
  );
}

type UserPanelProps = { id: string };

/** Everything about one user. The page has read it ahead, so there is nothing to wait for. */
export function UserPanel({ id }: UserPanelProps) {
  const user = useUser(id).data?.data;
  if (!user) return null;
  return (
    <Stack gap="lg">
      <Head user={user} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title={texts.rights}>
          <UserForm user={user} />
        </Section>
        <Stack gap="lg">
          <Section title={texts.details}>
            <UserDetails user={user} />
          </Section>
          <Section title={texts.help}>
            <UserHelp user={user} />
          </Section>
        </Stack>
      </SimpleGrid>
      <Section title={texts.sessions}>
        <UserSessions user={user} />
      </Section>
      <Section title={texts.activity}>
        <UserActivity id={user.id} />
      </Section>
      <Section title={texts.removal}>
        <Text size="sm">{removeTexts.text}</Text>
        <Removal user={user} />
      </Section>
    </Stack>
  );
}
