import type { Prisma } from "@/generated/mysql/client";

/** All that an event says, which is all that its hash covers. */
export const auditEventSelect = {
  id: true,
  accountId: true,
  sequence: true,
  type: true,
  actorKind: true,
  actorId: true,
  impersonatorId: true,
  ip: true,
  requestId: true,
  details: true,
  createdAt: true,
} satisfies Prisma.AuditEventSelect;
