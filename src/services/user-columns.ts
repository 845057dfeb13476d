import { v7 as uuidv7 } from "uuid";
import { foldText, searchTerms } from "@/lib/fold";
import type { Statement, Tx } from "@/lib/prisma";
import type { PublicUserRow } from "./user.select";

type Person = { name: string; email: string };
type NewUser = PublicUserRow & { nameKey: string; passwordHash?: string };

/** What the list's order and search are made of; written with every name. */
export function nameColumns(name: string) {
  return { name, nameKey: foldText(name) };
}

/** The rows that `q` finds a user by. */
export function searchTermRows({ name, email }: Person): { term: string }[] {
  return searchTerms(name, email).map((term) => ({ term }));
}

/** A new user's row, as it is known before it is there: nobody has to read it back. */
export function newUserColumns({ name, email }: Person, at: Date): NewUser {
  const first = { role: "USER", status: "ACTIVE", emailVerifiedAt: null, version: 1 } as const;
  return { id: uuidv7(), email, ...nameColumns(name), ...first, createdAt: at, updatedAt: at };
}

function writeSearchTerms(tx: Tx, userId: string, person: Person): Statement {
  return tx.userSearchTerm.createMany({ data: searchTermRows(person).map(({ term }) => ({ userId, term })) });
}

/** What writes a new user, with what `q` finds them by, for the caller to run in this order. */
export function userCreation(tx: Tx, user: NewUser): Statement[] {
  return [tx.user.createMany({ data: user }), writeSearchTerms(tx, user.id, user)];
}

/** Writes what `q` finds a user by afresh, after a change of the name or the address. */
export async function replaceSearchTerms(tx: Tx, userId: string, person: Person): Promise<void> {
  await Promise.all([tx.userSearchTerm.deleteMany({ where: { userId } }), writeSearchTerms(tx, userId, person)]);
}
