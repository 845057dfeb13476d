import type { Prisma } from "@/generated/mysql/client";
import { prisma } from "@/lib/prisma";
import type { Page } from "@/lib/response";
import {
  type AuditEvent,
  auditEventSchema,
  type ListAuditEventsInput,
  type ListedAuditEvent,
  type ListOwnAuditEventsInput,
} from "@/schemas/audit-event.schema";
import type { Actor } from "./actor";
import { auditEventSelect } from "./audit-event.select";
import { withNames } from "./audit-event-names";
import { behindCreatedAt, createdAtPosition, type Direction, toPage } from "./keyset";
import { assertCan } from "./permissions";

type EventRow = Prisma.AuditEventGetPayload<{ select: typeof auditEventSelect }>;

function toEvent({ details, ...row }: EventRow): AuditEvent {
  return { ...row, details: auditEventSchema.shape.details.parse(JSON.parse(details)) };
}

/** Where somebody else sat is theirs to know: the person sees the addresses that they came from themselves. */
function toOwnEvent(row: EventRow): AuditEvent {
  const event = toEvent(row);
  const isByAnother = event.impersonatorId !== null || (event.actorId !== null && event.actorId !== event.accountId);
  return isByAnother ? { ...event, ip: null } : event;
}

type Wish = {
  where: Prisma.AuditEventWhereInput;
  direction: Direction;
  /** The filters, as one stable string. */
  list: string;
  toItem: (row: EventRow) => AuditEvent;
};

async function findPage(wish: Wish, { limit, cursor, withTotal }: ListOwnAuditEventsInput): Promise<Page<AuditEvent>> {
  const { where, direction, list, toItem } = wish;
  const [rows, total] = await Promise.all([
    prisma.auditEvent.findMany({
      where: { AND: [where, behindCreatedAt(direction, list, cursor)] },
      select: auditEventSelect,
      orderBy: [{ createdAt: direction }, { id: direction }],
      take: limit + 1,
    }),
    withTotal ? prisma.auditEvent.count({ where }) : undefined,
  ]);
  return toPage({ rows, limit, list, position: createdAtPosition, toItem, total });
}

/**
 * One keyset page of what was changed about anybody's account.
 * @throws AppError `FORBIDDEN`, also for the names of people whom the actor may not read; `VALIDATION_ERROR` on `cursor`
 */
export async function listAuditEvents(actor: Actor, input: ListAuditEventsInput): Promise<Page<ListedAuditEvent>> {
  assertCan(actor, "audit:read");
  if (input.withNames) assertCan(actor, "users:read");
  const { accountId, actorId, type, sort } = input;
  const where: Prisma.AuditEventWhereInput = {
    ...(accountId !== undefined && { accountId }),
    ...(actorId !== undefined && { actorId }),
    ...(type !== undefined && { type }),
  };
  const list = JSON.stringify(["auditEvent", sort, accountId ?? null, actorId ?? null, type ?? null]);
  const direction = sort === "createdAt" ? "asc" : "desc";
  const page = await findPage({ where, direction, list, toItem: toEvent }, input);
  return input.withNames ? { ...page, items: await withNames(page.items) } : page;
}

/**
 * The same about the person's own account, newest first.
 * @throws AppError `FORBIDDEN`; `VALIDATION_ERROR` on `cursor`
 */
export async function listOwnAuditEvents(actor: Actor, input: ListOwnAuditEventsInput): Promise<Page<AuditEvent>> {
  assertCan(actor, "account:read");
  const where = { accountId: actor.userId };
  const list = JSON.stringify(["auditEvent.mine", actor.userId]);
  return findPage({ where, direction: "desc", list, toItem: toOwnEvent }, input);
}
