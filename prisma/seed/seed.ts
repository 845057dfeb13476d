import { v7 as uuidv7 } from "uuid";
import { now } from "@/lib/clock";
import type { Db } from "@/lib/prisma";
import { currentRequestId } from "@/lib/request-context";
import { type HashedEvent, hashEvent } from "@/services/audit.service";
import { nameColumns, searchTermRows } from "@/services/user-columns";
import { NAMES } from "./names";
import { type SeedUser, seedUserAt } from "./seed-users";

type Seeded = { created: number; present: number };

async function missing(db: Db, people: SeedUser[]): Promise<SeedUser[]> {
  const where = { email: { in: people.map((person) => person.email) } };
  const rows = await db.user.findMany({ where, select: { email: true } });
  const known = new Set(rows.map((row) => row.email));
  return people.filter((person) => !known.has(person.email));
}

/** The first event of the account's chain, as it would have been written then. */
function toEvent({ id, role, createdAt }: { id: string; role: string; createdAt: Date }) {
  const event: HashedEvent = {
    id: uuidv7({ msecs: createdAt.getTime() }),
    accountId: id,
    sequence: 1,
    type: "account.created",
    actorKind: "SYSTEM",
    actorId: null,
    impersonatorId: null,
    ip: null,
    requestId: currentRequestId(),
    details: JSON.stringify({ role, how: "seed" }),
    createdAt,
  };
  return { ...event, hash: hashEvent("", event) };
}

function toRows(person: SeedUser) {
  const { name, createdAt, ...columns } = person;
  const id = uuidv7({ msecs: createdAt.getTime() });
  const user = { id, ...columns, ...nameColumns(name), createdAt, updatedAt: person.emailVerifiedAt ?? createdAt };
  return {
    user,
    event: toEvent(user),
    terms: searchTermRows(person).map(({ term }) => ({ userId: id, term })),
  };
}

/**
 * Fills a database with believable people. None has a password, so nobody can sign in as one of them.
 * Safe to run again: who is there already, by e-mail address, stays as they are.
 * @throws Error when more are asked for than there are names
 */
export async function seed(db: Db, { users }: { users: number }): Promise<Seeded> {
  if (users > NAMES) throw new Error(`There are names for ${NAMES} users only.`);
  const newest = now();
  const people = Array.from({ length: users }, (_, position) => seedUserAt(position, users, newest));
  const rows = (await missing(db, people)).map(toRows);
  if (rows.length > 0) {
    await db.$transaction([
      db.user.createMany({ data: rows.map(({ user }) => user) }),
      db.userSearchTerm.createMany({ data: rows.flatMap(({ terms }) => terms) }),
      db.auditEvent.createMany({ data: rows.map(({ event }) => event) }),
      db.auditChain.createMany({
        data: rows.map(({ event: { accountId, hash } }) => ({ accountId, length: 1, head: hash })),
      }),
    ]);
  }
  return { created: rows.length, present: users - rows.length };
}
