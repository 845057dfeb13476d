import { v7 as uuidv7 } from "uuid";
import { foldText, searchTerms } from "@/lib/fold";
import type { Tx } from "@/lib/prisma";

type Person = { name: string; email: string };

/** What the list's order and search are made of; written with every name. */
export function nameColumns(name: string) {
  return { name, nameKey: foldText(name) };
}

/** The rows that `q` finds a user by. */
export function searchTermRows({ name, email }: Person): { term: string }[] {
  return searchTerms(name, email).map((term) => ({ term }));
}

/** What every new user's row begins with, search terms included; the ID is known before the row is there. */
export function newUserColumns({ name, email }: Person, at: Date) {
  const searchTerms = { create: searchTermRows({ name, email }) };
  return { id: uuidv7(), email, ...nameColumns(name), createdAt: at, updatedAt: at, searchTerms };
}

/** Writes what `q` finds a user by afresh, after a change of the name or the address. */
export async function replaceSearchTerms(tx: Tx, userId: string, person: Person): Promise<void> {
  await Promise.all([
    tx.userSearchTerm.deleteMany({ where: { userId } }),
    tx.userSearchTerm.createMany({ data: searchTermRows(person).map(({ term }) => ({ userId, term })) }),
  ]);
}
