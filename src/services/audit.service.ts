import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { now } from "@/lib/clock";
import type { Statement, Tx } from "@/lib/prisma";
import { currentIp, currentRequestId } from "@/lib/request-context";
import type { AuditType } from "@/schemas/audit.schema";
import type { Actor } from "./actor";

/** What an event says beyond its type. Never a secret, nor an address. */
type AuditDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

type AnyRecord = {
  /** Whose account was changed. */
  accountId: string;
  type: AuditType;
  /** Who did it: the actor, the ID of a user who has just proved to be them, or null for the system. */
  by: Actor | string | null;
  details?: AuditDetails;
};

/** Any event but the first of a new account, which `auditCreation` is for. */
export type AuditRecord = AnyRecord & { type: Exclude<AuditType, "account.created"> };

/** The columns of an event that its hash covers, with `createdAt` as Unix milliseconds. */
export type HashedEvent = {
  id: string;
  accountId: string;
  sequence: number;
  type: string;
  actorKind: "USER" | "API_KEY" | "SYSTEM";
  actorId: string | null;
  impersonatorId: string | null;
  ip: string | null;
  requestId: string;
  details: string;
  createdAt: Date;
};

/** SHA-256, in hex, over the hash of the event before ("" for the first) and everything that this one says. */
export function hashEvent(previous: string, event: HashedEvent): string {
  const { id, accountId, sequence, type, actorKind, actorId, impersonatorId, ip, requestId, details } = event;
  const said = [id, accountId, sequence, type, actorKind, actorId, impersonatorId, ip, requestId, details];
  return createHash("sha256")
    .update(JSON.stringify([previous, ...said, event.createdAt.getTime()]))
    .digest("hex");
}

type Who = Pick<HashedEvent, "actorKind" | "actorId" | "impersonatorId">;

function whoDid(by: AnyRecord["by"]): Who {
  if (by === null) return { actorKind: "SYSTEM", actorId: null, impersonatorId: null };
  if (typeof by === "string") return { actorKind: "USER", actorId: by, impersonatorId: null };
  const { userId, credential } = by;
  if (credential.kind === "apiKey") return { actorKind: "API_KEY", actorId: userId, impersonatorId: null };
  return { actorKind: "USER", actorId: userId, impersonatorId: credential.impersonator?.userId ?? null };
}

/** The row of an event has no place for the key that was used, and a leaked one must be traceable. */
function keyOf(by: AnyRecord["by"]): AuditDetails {
  if (by === null || typeof by === "string" || by.credential.kind === "session") return {};
  return { byKey: by.credential.keyId };
}

type Chain = { length: number; head: string };

const chainSelect = { length: true, head: true } as const;

/** Makes room for one more event at the end of the chain, if there is one, and holds that place until the transaction ends. */
async function extendChain(tx: Tx, accountId: string): Promise<Chain | null> {
  const { count } = await tx.auditChain.updateMany({ where: { accountId }, data: { length: { increment: 1 } } });
  return count === 0 ? null : tx.auditChain.findUniqueOrThrow({ where: { accountId }, select: chainSelect });
}

function written(tx: Tx, record: AnyRecord, chain: Chain | null): Statement[] {
  const { accountId } = record;
  const event: HashedEvent = {
    id: uuidv7(),
    accountId,
    sequence: chain?.length ?? 1,
    type: record.type,
    ...whoDid(record.by),
    ip: currentIp(),
    requestId: currentRequestId(),
    details: JSON.stringify({ ...record.details, ...keyOf(record.by) }),
    createdAt: now(),
  };
  const head = hashEvent(chain?.head ?? "", event);
  const place = chain
    ? tx.auditChain.updateMany({ where: { accountId }, data: { head } })
    : tx.auditChain.createMany({ data: { accountId, length: 1, head } });
  return [place, tx.auditEvent.createMany({ data: { ...event, hash: head } })];
}

/**
 * What begins the chain of an account that the same batch makes, for the caller to run behind the account's own row.
 * Nobody looks for a chain first: that would lock the gap that other new accounts go into.
 */
export function auditCreation(tx: Tx, record: Omit<AnyRecord, "type">): Statement[] {
  return written(tx, { ...record, type: "account.created" }, null);
}

/**
 * Adds an event to the account's chain, in the transaction of the change that it tells of: neither is there without the
 * other. The caller holds the account's row, so that two events cannot want the same place.
 */
export async function recordAudit(tx: Tx, record: AuditRecord): Promise<void> {
  const chain = await extendChain(tx, record.accountId);
  await Promise.all(written(tx, record, chain));
}
