import { listAuditEventsSchema } from "@/schemas/audit-event.schema";
import type { RouterInputs } from "@/types/api";
import { PAGE_SIZE } from "./list";

type ListInput = RouterInputs["auditEvent"]["list"];

export type AuditFilter = Pick<ListInput, "accountId" | "actorId" | "type"> & { sort: NonNullable<ListInput["sort"]> };

const { shape } = listAuditEventsSchema;

/** Whether a text can be the ID of a user. */
export function isUserId(text: string): boolean {
  return shape.accountId.safeParse(text).success;
}

/** The filter that a page's address names; what it cannot be is as if it were not there. */
export function readAuditFilter(query: Readonly<Record<string, unknown>>): AuditFilter {
  const accountId = shape.accountId.safeParse(query.accountId).data;
  const actorId = shape.actorId.safeParse(query.actorId).data;
  const type = shape.type.safeParse(query.type).data;
  const sort = shape.sort.safeParse(query.sort).data ?? "-createdAt";
  return { ...(accountId && { accountId }), ...(actorId && { actorId }), ...(type && { type }), sort };
}

/** The same, as a page's address has it: "" for the filter that lets everything through. */
export function writeAuditFilter({ sort, ...filter }: AuditFilter): string {
  const text = new URLSearchParams({ ...filter, ...(sort !== "-createdAt" && { sort }) }).toString();
  return text === "" ? "" : `?${text}`;
}

/** What the page asks the server for. Here, for the page that reads the first of it ahead. */
export function auditListInput(filter: AuditFilter) {
  return { ...filter, limit: PAGE_SIZE, withNames: true };
}

/** All that was done to one account. */
export function auditOf(accountId: string): AuditFilter {
  return { accountId, sort: "-createdAt" };
}
