import { describe, expect, it } from "vitest";
import { prisma } from "@/lib/prisma";
import type { AuditType } from "@/schemas/audit.schema";
import { createContext } from "@/server/context";
import { appRouter } from "@/server/root";
import { forgotPassword, processAccountRequests } from "@/services/account-request.service";
import { verifyChains } from "@/services/audit-verify.service";
import { signUp } from "@/services/auth.service";
import { resetDatabase } from "./helpers/database";
import { addTotp } from "./helpers/factors";
import { type Definition, definitionsOf } from "./helpers/procedure-rules";
import { rawCall } from "./helpers/raw-call";
import { RESOURCES } from "./helpers/resources";
import { freshWorld, goodInput, goodToken, type World } from "./helpers/samples";

import { makeUser, PASSWORD, signedIn } from "./helpers/world";

/** "new" is an account that the call makes. */
type Whom = keyof World | "new";
type Event = { of: Whom; type: AuditType; by: Whom; actingFor?: Whom };

const byAdmin = (type: AuditType, of: Whom = "admin"): Event => ({ of, type, by: "admin" });
const byOneself = (of: Whom, type: AuditType): Event => ({ of, type, by: of });
/** The browser that signs in had a session, which ends. */
const signsIn = [byOneself("person", "session.ended"), byOneself("person", "session.opened")];

/** What each mutation leaves behind, in this order. A new one without a line here fails. */
const EVENTS: Readonly<Record<string, readonly Event[]>> = {
  "account.changePassword": [byAdmin("password.changed")],
  "account.changeEmail": [byAdmin("email.changeRequested")],
  "account.remove": [byAdmin("account.removed")],
  "apiKey.create": [byAdmin("apiKey.created")],
  "apiKey.update": [byAdmin("apiKey.renamed")],
  "apiKey.remove": [byAdmin("apiKey.revoked")],
  "auth.verifyEmail": [byOneself("newcomer", "account.verified")],
  "auth.resetPassword": [byOneself("newcomer", "account.verified"), byOneself("newcomer", "password.set")],
  "auth.confirmEmail": [byOneself("newcomer", "email.changed")],
  "auth.signIn": signsIn,
  "auth.secondFactor": signsIn,
  "auth.signOut": [byOneself("person", "session.ended")],
  "factor.confirmTotp": [byAdmin("totp.enabled"), byAdmin("recoveryCodes.created")],
  "factor.removeTotp": [byAdmin("totp.disabled")],
  "factor.renewRecoveryCodes": [byAdmin("recoveryCodes.created")],
  "identity.signIn": [
    byOneself("new", "account.created"),
    byOneself("new", "identity.linked"),
    byOneself("person", "session.ended"),
    byOneself("new", "session.opened"),
  ],
  "identity.link": [byAdmin("identity.linked")],
  "identity.remove": [byAdmin("identity.removed")],
  "passkey.signIn": signsIn,
  "passkey.create": [byAdmin("passkey.created"), byAdmin("recoveryCodes.created")],
  "passkey.update": [byAdmin("passkey.renamed")],
  "passkey.remove": [byAdmin("passkey.removed")],
  "user.create": [byAdmin("account.created", "new")],
  "user.replace": [byAdmin("account.updated", "person")],
  "user.update": [byAdmin("account.updated", "person")],
  "user.remove": [byAdmin("account.removed", "person")],
  "user.sendReset": [byAdmin("password.linkSent", "person")],
  "session.remove": [byAdmin("session.ended", "person")],
  "session.removeOthers": [byAdmin("session.allEnded")],
  "session.removeAllOfUser": [byAdmin("session.allEnded", "person")],
  "impersonation.start": [byAdmin("impersonation.started", "person")],
  "impersonation.stop": [{ of: "person", type: "impersonation.ended", by: "person", actingFor: "admin" }],
};

/** Mutations that change no account, role, factor, session, key or identity, and why. */
const NOTHING: Readonly<Record<string, string>> = {
  "auth.signUp": "only notes the wish; the worker opens the account, with its event",
  "auth.resendVerification": "only notes the wish; the mail, if any, is the worker's",
  "auth.forgotPassword": "only notes the wish; the mail, if any, is the worker's",
  "auth.reauthenticate": "moves a time of the same session on; what it allows has its own event",
  "factor.startTotp": "an unconfirmed secret is no factor yet",
  "identity.start": "opens a challenge, and knows nobody yet",
  "passkey.signInOptions": "opens a challenge, and knows nobody yet",
  "passkey.creationOptions": "opens a challenge; there is no passkey yet",
  ...Object.fromEntries(
    RESOURCES.flatMap(({ router }) =>
      ["create", "update", "remove"].map((name) => [`${router}.${name}`, "no account"]),
    ),
  ),
};

/** What has to be there, for the call to change anything. */
const BEFORE: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  "factor.removeTotp": ({ admin }) => addTotp(admin),
  "session.removeOthers": ({ admin }) => signedIn(admin),
  "session.removeAllOfUser": ({ person }) => signedIn(person),
};

const mutations = definitionsOf(appRouter).filter(({ type }) => type === "mutation");

function nameOf(world: World, id: string | null): Whom | null {
  if (id === null) return null;
  const { admin, person, other, newcomer } = world;
  const known = { admin, person, other, newcomer } as const;
  for (const name of ["admin", "person", "other", "newcomer"] as const) if (known[name].id === id) return name;
  return "new";
}

async function callOnce(definition: Definition) {
  const world = await freshWorld();
  await BEFORE[definition.path]?.(world);
  const input = await goodInput(definition, world);
  const sessionToken = await goodToken(definition, world);
  const before = await prisma.auditEvent.count();
  const context = createContext({ sessionToken, ip: "192.0.2.77" });
  await rawCall(context, definition.path, input);
  const rows = await prisma.auditEvent.findMany({
    where: { requestId: context.requestId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  // None under another request's ID either.
  expect((await prisma.auditEvent.count()) - before).toBe(rows.length);
  return { world, rows };
}

describe("the trail of every mutation (D9)", () => {
  it.each(mutations.filter(({ path }) => !(path in NOTHING)).map((each) => [each.path, each] as const))(
    "D9: %s leaves its events, each for the right account, by the right person, under its request",
    async (path, definition) => {
      const { world, rows } = await callOnce(definition);
      const seen = rows.map(({ accountId, type, actorId, actorKind, impersonatorId, ip }) => ({
        of: nameOf(world, accountId),
        type,
        by: nameOf(world, actorId),
        actingFor: nameOf(world, impersonatorId),
        actorKind,
        ip,
      }));
      const wanted = EVENTS[path] ?? expect.fail(`say in EVENTS, or in NOTHING, what ${path} leaves behind`);
      const rest = { actorKind: "USER", ip: "192.0.2.77" };
      expect(seen).toEqual(wanted.map((event) => ({ actingFor: null, ...event, ...rest })));
      expect((await verifyChains({ onBroken: () => expect.fail() })).broken).toBe(0);
    },
  );

  it.each(mutations.filter(({ path }) => path in NOTHING).map((each) => [each.path, each] as const))(
    "D9: %s leaves none, as it changes nothing of the kind",
    async (_path, definition) => {
      expect((await callOnce(definition)).rows).toEqual([]);
    },
  );

  it("D9: what a mutation leaves to the worker has its event there, in the worker's own request", async () => {
    await resetDatabase();
    await signUp({ email: "new@example.org", name: "New", password: PASSWORD });
    const person = await makeUser({ password: true });
    await forgotPassword(person);
    await processAccountRequests();
    const rows = await prisma.auditEvent.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
    expect(rows.map(({ type, actorKind, ip }) => [type, actorKind, ip])).toEqual([
      ["account.created", "USER", null],
      ["password.linkSent", "SYSTEM", null],
    ]);
    expect(rows.every(({ requestId }) => requestId.startsWith("job_"))).toBe(true);
    expect(rows[1]?.accountId).toBe(person.id);
  });

  it("has no line for a mutation that does not exist, nor two for one", () => {
    const paths = mutations.map(({ path }) => path);
    const lines = [...Object.keys(EVENTS), ...Object.keys(NOTHING)];
    expect(lines.filter((path) => !paths.includes(path))).toEqual([]);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("D9: tells nothing secret: no address, name, password, token, key or code", async () => {
    for (const definition of mutations) {
      const { world, rows } = await callOnce(definition);
      const said = JSON.stringify(rows.map(({ details }) => details));
      for (const { email, name } of Object.values(world)) {
        expect(said, definition.path).not.toContain(email);
        expect(said, definition.path).not.toContain(`"${name}"`);
      }
      expect(said, definition.path).not.toMatch(/@|[\w-]{43}|\$argon2/);
    }
  });
});
