import DataLoader from "dataloader";
import { prisma } from "@/lib/prisma";
import type { Actor } from "./actor";
import { type PublicUserRow, publicUserSelect } from "./user.select";

type Found = PublicUserRow | null;
type Loader = DataLoader<string, Found>;

/** By the actor, who is made for each request: so loaders last as long, and no request waits for another one's query. */
const loaders = new WeakMap<Actor, Loader>();

function findOne(id: string): Promise<Found> {
  return prisma.user.findUnique({ where: { id }, select: publicUserSelect });
}

async function findAll(ids: readonly string[]): Promise<Found[]> {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return [await findOne(only)];
  const rows = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select: publicUserSelect });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Nothing is kept: what a request changes it must read as it is then. */
function loaderOf(actor: Actor): Loader {
  const found = loaders.get(actor) ?? new DataLoader(findAll, { cache: false });
  loaders.set(actor, found);
  return found;
}

/**
 * The row of one user, in one query with all others that the calls of this request ask for at the same time. Never inside a
 * transaction.
 * @returns null where there is none
 */
export function loadUser(actor: Actor, id: string): Promise<Found> {
  return loaderOf(actor).load(id);
}
