"use client";

import type { RouterOutputs } from "@/types/api";
import { type AuditFilter, auditListInput } from "./audit-filter";
import { byCursor, PAGE_SIZE, toList } from "./list";
import { trpc } from "./trpc";

export type AuditEvent = RouterOutputs["auditEvent"]["list"]["data"][number];

/** The events that fit. */
export function useAuditEvents(filter: AuditFilter) {
  const query = trpc.auditEvent.list.useInfiniteQuery(auditListInput(filter), {
    ...byCursor,
    placeholderData: (previous) => previous,
  });
  return toList(query);
}

/** What was done to the person's own account. */
export function useOwnAuditEvents() {
  const query = trpc.auditEvent.mine.useInfiniteQuery({ limit: PAGE_SIZE }, byCursor);
  return toList(query);
}
