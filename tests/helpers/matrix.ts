import { inject } from "vitest";
import type { ErrorCode } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import { type Permission, SCOPES } from "@/schemas/permission.schema";
import { createContext } from "@/server/context";
import { testDatabaseKind } from "./database";
import { actAs } from "./impersonation";
import { makeApiKey } from "./keys";
import type { Definition } from "./procedure-rules";
import { RESOURCES } from "./resources";
import { fieldsOf, freshWorld, goodInput, rowOf, type World } from "./samples";
import { signedIn } from "./world";

/** The ID of nothing. */
export const MISSING = "0198c0de-7a1b-7000-8000-00000000dead";

const PERSON: readonly Permission[] = ["account:read", "account:write", "account:secure"];
const PERSON_AT_SECOND_HAND: readonly Permission[] = ["account:read", "account:write"];

/**
 * Every kind of caller, with what it holds: written down here once more, so that a slip in the server's own table shows.
 * The key without holds every scope but those that would open the procedure.
 */
export const HOLDS = {
  anonymous: [],
  user: PERSON,
  "other user": PERSON,
  admin: [
    ...PERSON,
    "users:read",
    "users:write",
    "users:impersonate",
    "audit:read",
    "system:read",
    ...RESOURCES.flatMap(({ permissions }) => permissions),
  ],
  "user's key": PERSON_AT_SECOND_HAND,
  "admin's key": SCOPES,
  "key without": [],
  "impersonating admin": PERSON_AT_SECOND_HAND,
} as const satisfies Record<string, readonly Permission[]>;

export type Caller = keyof typeof HOLDS;
export type Row = "own" | "foreign" | "missing" | "none";
export type Verdict = ErrorCode | "OK";

export const CALLERS = [
  "anonymous",
  "user",
  "other user",
  "admin",
  "user's key",
  "admin's key",
  "key without",
  "impersonating admin",
] as const satisfies readonly Caller[];

const isKey = (caller: Caller) => caller.includes("key");

export const isOnARow = (definition: Definition) => fieldsOf(definition).has("id");

export function rowsOf(definition: Definition): readonly Row[] {
  return isOnARow(definition) ? ["own", "foreign", "missing"] : ["none"];
}

function heldBy(caller: Caller, { meta }: Definition): Permission[] {
  const held: readonly Permission[] = HOLDS[caller];
  return meta?.permissions?.filter((permission) => held.includes(permission)) ?? [];
}

const isAboutOneself = (permission: Permission) => permission.startsWith("account:");

type Rule = (caller: Caller, row: Row, held: readonly Permission[]) => Verdict | undefined;

const adminsKeyOnOneself: Rule = (caller, row) => (row === "own" && caller === "admin's key" ? "FORBIDDEN" : undefined);

/** What does not follow from the permissions alone. */
export const SPECIAL: Readonly<Record<string, Rule>> = {
  // The sample sets the role as well, which is not the person's to set.
  "user.update": (caller, row, held) =>
    row === "own" && held.every(isAboutOneself) ? "FORBIDDEN" : adminsKeyOnOneself(caller, row, held),
  // Nobody takes away what they could not give: no key makes an admin, so none unmakes one.
  "user.replace": adminsKeyOnOneself,
  "user.remove": adminsKeyOnOneself,
  "auth.session": (caller) => (isKey(caller) ? "FORBIDDEN" : undefined),
  "impersonation.start": (_caller, row) => (row === "own" ? "FORBIDDEN" : undefined),
  "impersonation.stop": (caller) => {
    if (isKey(caller)) return "FORBIDDEN";
    return caller === "impersonating admin" ? undefined : "CONFLICT";
  },
};

/** How the call must end. */
export function expected(definition: Definition, caller: Caller, row: Row): Verdict {
  const isOpen = definition.meta?.access === "public";
  if (!isOpen && caller === "anonymous") return "UNAUTHENTICATED";
  const held = heldBy(caller, definition);
  if (!isOpen && held.length === 0) return "FORBIDDEN";
  if (row === "missing" || (row === "foreign" && held.every(isAboutOneself))) return "NOT_FOUND";
  return SPECIAL[definition.path]?.(caller, row, held) ?? "OK";
}

/** Why no row of the matrix can be derived for a procedure. */
export function underivable(definition: Definition): string[] {
  const { path, meta } = definition;
  if (meta?.access === undefined) return [`${path} declares no rule`];
  const known: readonly Permission[] = HOLDS.admin;
  const permissions = meta.permissions ?? [];
  if (meta.access === "public") {
    return isOnARow(definition) ? [`${path} lets anybody name a row, and nothing says whose`] : [];
  }
  if (permissions.length === 0) return [`${path} needs no permission`];
  return permissions.filter((each) => !known.includes(each)).map((each) => `${path} needs ${each}, which nobody has`);
}

/** As samples have it, with a password for all, somebody else who is active, and another admin, so that none is the last. */
export async function matrixWorld(): Promise<World> {
  const world = await freshWorld();
  const { passwordHash } = await prisma.user.findUniqueOrThrow({
    where: { id: world.person.id },
    select: { passwordHash: true },
  });
  await prisma.user.updateMany({ data: { passwordHash } });
  await prisma.user.updateMany({ where: { id: world.other.id }, data: { status: "ACTIVE" } });
  await prisma.user.updateMany({ where: { id: world.newcomer.id }, data: { role: "ADMIN" } });
  return world;
}

/** Who the caller is, and who is somebody else to them. */
function partiesOf(caller: Caller, { admin, person, other }: World) {
  if (caller === "admin" || caller === "admin's key" || caller === "key without")
    return { self: admin, stranger: other };
  return caller === "other user" ? { self: other, stranger: person } : { self: person, stranger: other };
}

function scopesOf(caller: Caller, { meta }: Definition) {
  const held: readonly Permission[] = HOLDS[caller];
  const wanted = (scope: Permission) => meta?.permissions?.includes(scope) ?? false;
  return SCOPES.filter((scope) => (caller === "key without" ? !wanted(scope) : held.includes(scope)));
}

/** The credentials of that caller. */
export async function credentialsOf(caller: Caller, definition: Definition, world: World) {
  if (caller === "anonymous") return {};
  if (caller === "impersonating admin") return { sessionToken: (await actAs(world.admin, world.person)).token };
  const { self } = partiesOf(caller, world);
  if (!isKey(caller)) return { sessionToken: (await signedIn(self)).token };
  return { authorization: (await makeApiKey(self, { scopes: scopesOf(caller, definition) })).authorization };
}

/** A context whose caller has been looked up, so that nothing is written for that any more. */
export async function contextFor(caller: Caller, definition: Definition, world: World) {
  const context = createContext(await credentialsOf(caller, definition, world));
  await context.authenticate();
  return context;
}

export async function inputFor(definition: Definition, caller: Caller, row: Row, world: World) {
  const { self, stranger } = partiesOf(caller, world);
  const input = await goodInput(definition, world, self);
  if (row === "none") return input;
  return { ...input, id: row === "missing" ? MISSING : await rowOf(definition, row === "own" ? self : stranger) };
}

/** Everything in the database that a call could have changed; a new model is covered by itself. */
export async function snapshot(): Promise<string> {
  const quote = testDatabaseKind === "mysql" ? "`" : '"';
  const tables: string[] = [];
  for (const table of inject("tables")) {
    // Raw, as the names come from the schema: a list of delegates would have to be kept by hand.
    const rows = await prisma.$queryRawUnsafe<unknown[]>(`SELECT * FROM ${quote}${table}${quote}`);
    const texts = rows.map((row) =>
      JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? `${value}` : value)),
    );
    tables.push(`${table}: ${texts.sort().join("\n")}`);
  }
  return tables.join("\n");
}
