"use client";

import { Text } from "@mantine/core";
import { useAuditEvents } from "@/client/audit";
import { auditOf, writeAuditFilter } from "@/client/audit-filter";
import { userTexts } from "@/client/texts/admin-users";
import { ListFrame } from "@/components/list-frame";
import { TextLink } from "@/components/text-link";
import { AuditTable } from "../../../_components/audit-table";

const texts = userTexts.user;

/** What was done to the account, by whom. */
export function UserActivity({ id }: { id: string }) {
  const filter = auditOf(id);
  const list = useAuditEvents(filter);
  return (
    <>
      <ListFrame list={list} empty={texts.noActivity}>
        <AuditTable events={list.items} withAccount={false} />
      </ListFrame>
      <Text size="sm">
        <TextLink href={`/admin/audit${writeAuditFilter(filter)}`}>{texts.inAuditLog}</TextLink>
      </Text>
    </>
  );
}
