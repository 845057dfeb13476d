"use client";

import { Paper } from "@mantine/core";
import { useAuditEvents } from "@/client/audit";
import { readAuditFilter, writeAuditFilter } from "@/client/audit-filter";
import { auditTexts as texts } from "@/client/texts/audit";
import { ListFrame } from "@/components/list-frame";
import { AuditTable } from "../../_components/audit-table";
import { useFilterInAddress } from "../../_components/use-filter-in-address";
import { AuditFilters } from "./audit-filters";

export function AuditLog() {
  const [filter, changeFilter] = useFilterInAddress(readAuditFilter, writeAuditFilter);
  const list = useAuditEvents(filter);
  return (
    <>
      <AuditFilters filter={filter} onChange={changeFilter} />
      <ListFrame list={list} empty={texts.empty}>
        <Paper withBorder p="xs">
          <AuditTable events={list.items} withAccount />
        </Paper>
      </ListFrame>
    </>
  );
}
