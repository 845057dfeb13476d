import { prisma } from "@/lib/prisma";
import type { AuditEvent, ListedAuditEvent } from "@/schemas/audit-event.schema";

type People = Pick<AuditEvent, "accountId" | "actorId" | "impersonatorId">;

function idsIn(events: readonly People[]): string[] {
  const ids = events.flatMap(({ accountId, actorId, impersonatorId }) => [accountId, actorId, impersonatorId]);
  return [...new Set(ids.filter((id) => id !== null))];
}

/** The events with the names of the people in them, as they are called today; null for who is gone, and for nobody. */
export async function withNames(events: readonly AuditEvent[]): Promise<ListedAuditEvent[]> {
  const rows = await prisma.user.findMany({ where: { id: { in: idsIn(events) } }, select: { id: true, name: true } });
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
  return events.map((event) => ({
    ...event,
    accountName: nameOf(event.accountId),
    actorName: nameOf(event.actorId),
    impersonatorName: nameOf(event.impersonatorId),
  }));
}
