import { beforeEach, describe, expect, inject, it } from "vitest";
import { prisma } from "@/lib/prisma";
import { createContext } from "@/server/context";
import { appRouter } from "@/server/root";
import { testDatabaseKind } from "./helpers/database";
import { actAs } from "./helpers/impersonation";
import { makeApiKey } from "./helpers/keys";
import { type Definition, definitionsOf, isForAdmins } from "./helpers/procedure-rules";
import { rawCall } from "./helpers/raw-call";
import { freshWorld, goodInput, goodToken, type Input, type World } from "./helpers/samples";
import { PASSWORD, signedIn } from "./helpers/world";

const definitions = definitionsOf(appRouter);

/** What is shown because showing it, this once and to this person, is what the procedure is for. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  "apiKey.create": ["key"],
  "factor.startTotp": ["secret"],
  "factor.confirmTotp": ["recoveryCodes"],
  "factor.renewRecoveryCodes": ["recoveryCodes"],
  "identity.start": ["token"],
  "passkey.create": ["recoveryCodes"],
  "passkey.creationOptions": ["token"],
  "passkey.signInOptions": ["token"],
};

const SECRET_COLUMN = /hash|secret|payload|^head$/;
const SECRET_FIELD = /hash|token|secret|^key$|codes?$|^password$|cookie/i;

/** Every hash, sealed secret and sealed letter in the database. */
async function storedSecrets(): Promise<string[]> {
  const quote = testDatabaseKind === "mysql" ? "`" : '"';
  const secrets: string[] = [];
  for (const table of inject("tables")) {
    // Raw, as the names come from the schema: a list of delegates would have to be kept by hand.
    const rows = await prisma.$queryRawUnsafe<Record<string, unknown>[]>(`SELECT * FROM ${quote}${table}${quote}`);
    const columns = rows.flatMap((row) => Object.entries(row));
    secrets.push(...columns.flatMap(([name, value]) => (SECRET_COLUMN.test(name) && value ? [String(value)] : [])));
  }
  return secrets;
}

/** The names of all fields of an answer, however deep. */
function fieldNames(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(fieldNames);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldNames(inner)]);
}

function sentSecrets(input: Input): string[] {
  const secret = Object.entries(input).filter(([name]) => /token|password|code|state/i.test(name));
  return secret.flatMap(([, value]) => (typeof value === "string" ? [value] : []));
}

let world: World;

beforeEach(async () => {
  world = await freshWorld();
  // Something of everything, so that there is something to give away.
  for (const user of [world.admin, world.person]) {
    await signedIn(user);
    await makeApiKey(user);
  }
  await actAs(world.admin, world.person);
});

async function answerTo(definition: Definition, token: string, input: Input): Promise<unknown> {
  const answer = await rawCall(createContext({ sessionToken: token }), definition.path, input);
  // As it goes over the wire.
  return JSON.parse(JSON.stringify(answer));
}

async function expectNoSecret(definition: Definition, answer: unknown, known: readonly string[]): Promise<void> {
  const text = JSON.stringify(answer);
  const secrets = [...(await storedSecrets()), ...known, PASSWORD];
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  const shown = fieldNames(answer).filter((name) => SECRET_FIELD.test(name));
  const allowed = SHOWN[definition.path] ?? [];
  expect(shown.filter((name) => !allowed.includes(name))).toEqual([]);
}

describe("no answer carries a hash, a token or a secret (Z4)", () => {
  it.each(definitions.map((definition) => [definition.path, definition] as const))(
    "Z4: %s",
    async (_path, definition) => {
      const input = await goodInput(definition, world);
      const token = await goodToken(definition, world);
      await expectNoSecret(definition, await answerTo(definition, token, input), [token, ...sentSecrets(input)]);
    },
  );

  it("Z4: what may be shown is of procedures that there are, and a leak would be seen", async () => {
    const paths = definitions.map(({ path }) => path);
    expect(Object.keys(SHOWN).filter((path) => !paths.includes(path))).toEqual([]);
    const definition = definitions.find(({ path }) => path === "user.byId");
    const [secret] = await storedSecrets();
    if (!definition) return expect.fail("there is no user.byId");
    await expect(expectNoSecret(definition, { data: { note: `: ${secret}` } }, [])).rejects.toThrow();
    await expect(expectNoSecret(definition, { data: [{ passwordHash: "" }] }, [])).rejects.toThrow();
    await expect(expectNoSecret(definition, { data: { sessionToken: null } }, [])).rejects.toThrow();
  });
});

describe("another person's address is told to nobody without the right to it (Z4)", () => {
  const forAPerson = definitions.filter(({ meta }) => !isForAdmins(meta));

  it.each(forAPerson.map((definition) => [definition.path, definition] as const))(
    "Z4: %s",
    async (_path, definition) => {
      const { person, admin, other, newcomer } = world;
      const token = (await signedIn(person)).token;
      const input = await goodInput(definition, world, person);
      // A failure says nothing of it either.
      const answer = await answerTo(definition, token, input).catch((error: unknown) => String(error));
      const others = [admin, other, newcomer].map(({ email }) => email);
      expect(others.filter((email) => JSON.stringify(answer).includes(email))).toEqual([]);
    },
  );
});
