import type { Db } from "@/lib/prisma";
import { searchTermRows } from "@/services/user-columns";
import type { Ledger } from "./fault-ledger";

export type Findings = { lost: string[]; half: string[]; gaps: string[] };

const userSelect = {
  id: true,
  email: true,
  name: true,
  version: true,
  passwordHash: true,
  searchTerms: { select: { term: true } },
  tokens: { select: { purpose: true } },
} as const;

type Row = {
  id: string;
  email: string;
  name: string;
  version: number;
  passwordHash: string | null;
  searchTerms: { term: string }[];
  tokens: { purpose: string }[];
};

function findLost(ledger: Ledger, rows: ReadonlyMap<string, Row>, keys: ReadonlySet<string>): string[] {
  const lost: string[] = [];
  for (const [email, possible] of ledger.accounts) {
    const row = rows.get(email);
    const isThere = possible.some(({ id, name, version }) => {
      if (name === null) return row === undefined;
      return row?.name === name && row.version === version && (id === null || row.id === id);
    });
    if (!isThere) lost.push(`${email}: ${JSON.stringify(row)} is none of ${JSON.stringify(possible)}`);
  }
  for (const email of ledger.signedUp) if (!rows.has(email)) lost.push(`${email} has signed up, and is not there`);
  for (const [id, isThere] of ledger.keys) if (keys.has(id) !== isThere) lost.push(`key ${id} should be ${isThere}`);
  return lost;
}

/** An account comes with its search terms, the link that was mailed for it, and its first event. */
function findHalf(rows: Iterable<Row>): string[] {
  const half: string[] = [];
  for (const { email, name, searchTerms, tokens, passwordHash } of rows) {
    const terms = searchTerms.map(({ term }) => term).sort();
    const wanted = searchTermRows({ name, email }).map(({ term }) => term);
    if (terms.join() !== wanted.sort().join()) half.push(`${email} is found by ${terms.join()}, not ${wanted.join()}`);
    const purpose = passwordHash === null ? "RESET_PASSWORD" : "VERIFY_EMAIL";
    if (!tokens.some((token) => token.purpose === purpose)) half.push(`${email} has no link`);
  }
  return half;
}

/** Each creation, change of name and removal has its event, and no event is without its change. */
async function findGaps(db: Db, rows: ReadonlyMap<string, Row>): Promise<string[]> {
  const events = await db.auditEvent.groupBy({ by: ["accountId", "type"], _count: true });
  const count = (id: string, type: string) =>
    events.find((event) => event.accountId === id && event.type === type)?._count ?? 0;
  const gaps: string[] = [];
  const byId = new Map([...rows.values()].map((row) => [row.id, row]));
  for (const { id, email, version } of byId.values()) {
    if (count(id, "account.created") !== 1) gaps.push(`${email} was not created once`);
    if (count(id, "account.updated") !== version - 1) gaps.push(`${email} has another number of changes`);
    if (count(id, "account.removed") !== 0) gaps.push(`${email} was removed, and is there`);
  }
  const created = events.filter(({ type }) => type === "account.created");
  for (const { accountId } of created) {
    if (!byId.has(accountId) && count(accountId, "account.removed") !== 1) gaps.push(`${accountId} is gone unseen`);
  }
  const mails = await db.outboxMail.count({ where: { template: { in: ["setPassword", "verifyEmail"] } } });
  if (mails !== created.length) gaps.push(`${mails} mails for ${created.length} accounts`);
  return gaps;
}

/** Compares what is stored with what was acknowledged. The admin who did it all is left out. */
export async function findings(db: Db, ledger: Ledger, adminId: string): Promise<Findings> {
  const all = await db.user.findMany({ where: { id: { not: adminId } }, select: userSelect });
  const rows = new Map<string, Row>(all.map((row) => [row.email, row]));
  const keys = await db.apiKey.findMany({ select: { id: true } });
  return {
    lost: findLost(ledger, rows, new Set(keys.map(({ id }) => id))),
    half: findHalf(rows.values()),
    gaps: await findGaps(db, rows),
  };
}
