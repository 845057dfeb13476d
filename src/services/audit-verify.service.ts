import type { Prisma } from "@/generated/mysql/client";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import { hashEvent } from "./audit.service";
import { auditEventSelect } from "./audit-event.select";

const ACCOUNTS_AT_ONCE = 200;
const EVENTS_AT_ONCE = 1_000;

/** Where a chain is broken: the first event that is not as it was written, or not there. */
export type BrokenChain = { accountId: string; sequence: number; problem: string };

export type Verification = { chains: number; events: number; broken: number };

type Wish = {
  /** One account only. */
  accountId?: string | undefined;
  /** Told of each broken chain as it is found. */
  onBroken: (chain: BrokenChain) => void;
};

type Fault = Omit<BrokenChain, "accountId">;
type End = { length: number; head: string };
/** How far a chain was followed. */
type Walk = End & { fault: Fault | null };

const eventSelect = { ...auditEventSelect, hash: true } satisfies Prisma.AuditEventSelect;
const chainSelect = { accountId: true, length: true, head: true } satisfies Prisma.AuditChainSelect;

type StoredEvent = Prisma.AuditEventGetPayload<{ select: typeof eventSelect }>;

function faultOfEvent({ length, head }: End, { hash, ...event }: StoredEvent): Fault | null {
  const expected = length + 1;
  if (event.sequence > expected) return { sequence: expected, problem: "is missing" };
  if (event.sequence < expected) return { sequence: event.sequence, problem: "has no place in a chain" };
  return hashEvent(head, event) === hash ? null : { sequence: expected, problem: "is not as it was written" };
}

function faultOfEnd(walk: Walk, chain: End | null): Fault | null {
  if (walk.fault) return walk.fault;
  if (chain === null) return { sequence: 1, problem: "belongs to a chain that is missing" };
  if (chain.length > walk.length) return { sequence: walk.length + 1, problem: "is missing" };
  if (chain.length < walk.length) return { sequence: chain.length + 1, problem: "is behind the end of its chain" };
  return chain.head === walk.head ? null : { sequence: walk.length, problem: "is not what its chain ends with" };
}

function behind(last: StoredEvent | undefined): Prisma.AuditEventWhereInput {
  if (!last) return {};
  const { accountId, sequence } = last;
  return { OR: [{ accountId: { gt: accountId } }, { accountId, sequence: { gt: sequence } }] };
}

/** Follows the chains of some accounts; of all their events only a batch is held at a time. */
async function follow(db: Tx, accountIds: readonly string[]): Promise<{ walks: Map<string, Walk>; events: number }> {
  const walks = new Map(accountIds.map((id): [string, Walk] => [id, { length: 0, head: "", fault: null }]));
  let events = 0;
  let last: StoredEvent | undefined;
  do {
    const rows: StoredEvent[] = await db.auditEvent.findMany({
      where: { AND: [{ accountId: { in: [...accountIds] } }, behind(last)] },
      select: eventSelect,
      orderBy: [{ accountId: "asc" }, { sequence: "asc" }],
      take: EVENTS_AT_ONCE,
    });
    for (const row of rows) {
      const walk = walks.get(row.accountId);
      if (!walk || walk.fault) continue;
      walks.set(row.accountId, { length: row.sequence, head: row.hash, fault: faultOfEvent(walk, row) });
    }
    events += rows.length;
    last = rows.length === EVENTS_AT_ONCE ? rows.at(-1) : undefined;
  } while (last);
  return { walks, events };
}

async function lookAt(db: Tx, accountId: string): Promise<{ fault: Fault | null; events: number; isKnown: boolean }> {
  const chain = await db.auditChain.findUnique({ where: { accountId }, select: chainSelect });
  const { walks, events } = await follow(db, [accountId]);
  const walk = walks.get(accountId);
  const isKnown = chain !== null || events > 0;
  return { fault: walk && isKnown ? faultOfEnd(walk, chain) : null, events, isKnown };
}

/**
 * An event may be written between the look at the chain and that at its events, so a fault has to be seen in one state of
 * the database: a transaction reads one snapshot on MariaDB, and nobody writes meanwhile on SQLite.
 */
async function confirm(accountId: string): Promise<Fault | null> {
  return (await transaction((tx) => lookAt(tx, accountId))).fault;
}

class Report {
  readonly result: Verification = { chains: 0, events: 0, broken: 0 };
  readonly #onBroken: Wish["onBroken"];

  constructor(onBroken: Wish["onBroken"]) {
    this.#onBroken = onBroken;
  }

  async suspect(accountId: string): Promise<void> {
    const fault = await confirm(accountId);
    if (!fault) return;
    this.result.broken += 1;
    this.#onBroken({ accountId, ...fault });
  }
}

async function verifyOne(accountId: string, report: Report): Promise<void> {
  const { fault, events, isKnown } = await lookAt(prisma, accountId);
  if (!isKnown) throw new AppError("NOT_FOUND", { message: "There is no chain for this account." });
  report.result.chains += 1;
  report.result.events += events;
  if (fault) await report.suspect(accountId);
}

async function verifyKnownChains(report: Report): Promise<void> {
  for (let after = ""; ; ) {
    const chains = await prisma.auditChain.findMany({
      where: { accountId: { gt: after } },
      select: chainSelect,
      orderBy: { accountId: "asc" },
      take: ACCOUNTS_AT_ONCE,
    });
    const { walks, events } = await follow(
      prisma,
      chains.map(({ accountId }) => accountId),
    );
    report.result.chains += chains.length;
    report.result.events += events;
    for (const chain of chains) {
      const walk = walks.get(chain.accountId);
      if (walk && faultOfEnd(walk, chain)) await report.suspect(chain.accountId);
    }
    const last = chains.length === ACCOUNTS_AT_ONCE ? chains.at(-1) : undefined;
    if (!last) return;
    after = last.accountId;
  }
}

/** Whoever wanted to hide an account's events could have taken away the chain. */
async function findEventsWithoutChain(report: Report): Promise<void> {
  for (let after = ""; ; ) {
    const groups = await prisma.auditEvent.groupBy({
      by: ["accountId"],
      where: { accountId: { gt: after } },
      orderBy: { accountId: "asc" },
      take: ACCOUNTS_AT_ONCE,
    });
    const ids = groups.map(({ accountId }) => accountId);
    const chains = await prisma.auditChain.findMany({
      where: { accountId: { in: ids } },
      select: { accountId: true },
    });
    const known = new Set(chains.map(({ accountId }) => accountId));
    for (const id of ids) if (!known.has(id)) await report.suspect(id);
    const last = ids.length === ACCOUNTS_AT_ONCE ? ids.at(-1) : undefined;
    if (last === undefined) return;
    after = last;
  }
}

/**
 * Recomputes the chains of audit events and compares them with what is stored, in batches, while the server may run.
 * @throws AppError `NOT_FOUND` when one account is asked for that has no chain and no event
 */
export async function verifyChains({ accountId, onBroken }: Wish): Promise<Verification> {
  const report = new Report(onBroken);
  if (accountId !== undefined) {
    await verifyOne(accountId, report);
    return report.result;
  }
  await verifyKnownChains(report);
  await findEventsWithoutChain(report);
  return report.result;
}
