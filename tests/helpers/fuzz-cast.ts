import type { Permission } from "@/schemas/permission.schema";
import { SCOPES } from "@/schemas/permission.schema";
import { appRouter } from "@/server/root";
import { makeApiKey } from "./keys";
import { HOLDS } from "./matrix";
import { type Definition, definitionsOf } from "./procedure-rules";
import { freshWorld, rowOf, type World } from "./samples";
import { signedIn, type TestUser } from "./world";

/** Who sends, and what they hold. Those with bad credentials hold nothing, and are refused with 401. */
export const SENDERS = ["anonymous", "bad cookie", "bad key", "user", "admin", "user's key", "admin's key"] as const;
export type Sender = (typeof SENDERS)[number];

const HELD: Readonly<Record<Sender, readonly Permission[]>> = {
  ...HOLDS,
  "bad cookie": [],
  "bad key": [],
};

export const isStranger = (sender: Sender) => ["anonymous", "bad cookie", "bad key"].includes(sender);

export function permissionsOf(sender: Sender, { meta }: Definition): Permission[] {
  return meta?.permissions?.filter((permission) => HELD[sender].includes(permission)) ?? [];
}

export type Cast = {
  world: World;
  fields: Readonly<Record<Sender, Record<string, string>>>;
  /** Rows of each kind that an `id` may point at, by procedure: the person's own, and somebody else's. */
  own: ReadonlyMap<string, string>;
  foreign: ReadonlyMap<string, string>;
};

const withId = definitionsOf(appRouter).filter(({ meta }) => (meta?.rest || undefined)?.path.includes("{id}"));

async function rowsOf(owner: TestUser): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  const byKind = new Map<string, string>();
  for (const definition of withId) {
    // One row of a kind is enough for the procedures about it.
    const kind = definition.path === "session.remove" ? definition.path : (definition.path.split(".")[0] ?? "");
    const id = byKind.get(kind) ?? (await rowOf(definition, owner));
    byKind.set(kind, id);
    rows.set(definition.path, id);
  }
  return rows;
}

/** An empty database with a few people in it, each with credentials and rows. */
export async function newCast(): Promise<Cast> {
  const world = await freshWorld();
  const { admin, person, other } = world;
  const cookie = async (user: TestUser) => ({ cookie: (await signedIn(user)).cookie });
  const key = async (user: TestUser, sender: Sender) => {
    const scopes = SCOPES.filter((scope) => HELD[sender].includes(scope));
    return { authorization: (await makeApiKey(user, { scopes, requestsPerMinute: 6_000 })).authorization };
  };
  const [own, foreign] = [await rowsOf(person), await rowsOf(other)];
  const fields = {
    anonymous: {},
    "bad cookie": { cookie: `session=${"A".repeat(43)}` },
    "bad key": { authorization: "Bearer gk_1x8Zk0Qa_0A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1_0h5Tn2" },
    user: await cookie(person),
    admin: await cookie(admin),
    "user's key": await key(person, "user's key"),
    "admin's key": await key(admin, "admin's key"),
  };
  return { world, fields, own, foreign };
}
