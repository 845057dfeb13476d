import { randomUUID } from "node:crypto";
import { z } from "zod";
import { capturedMailNames } from "@/lib/captured-mail";
import { env } from "@/lib/env";
import { sendMail } from "@/lib/mailer";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { totpCode } from "@/lib/totp";
import type { OAuthAnswerInput } from "@/schemas/identity.schema";
import type { AuthenticationResponse, RegistrationResponse } from "@/schemas/passkey.schema";
import { issueLinkToken } from "@/services/link-token.service";
import { startPasskey } from "@/services/passkey.service";
import { startPasskeySignIn } from "@/services/passkey-sign-in.service";
import { Authenticator } from "./authenticator";
import { resetDatabase } from "./database";
import { addPasskey, addTotp, pendingTotpCode, startSecondFactorOf } from "./factors";
import { actAs } from "./impersonation";
import { makeApiKey } from "./keys";
import type { Definition } from "./procedure-rules";
import { RESOURCES } from "./resources";
import { fromOidc } from "./sign-in-elsewhere";
import { actorOf, makeUser, PASSWORD, signedIn, type TestUser } from "./world";

/** The rows that good inputs point at. The same each time, but for ids and tokens. */
export type World = { admin: TestUser; person: TestUser; other: TestUser; newcomer: TestUser };
export type Input = Record<string, unknown>;

export async function freshWorld(): Promise<World> {
  await resetDatabase();
  // The admin must not be the last, to be able to go.
  await makeUser({ email: "deputy@sample.example", name: "Deputy", role: "ADMIN" });
  return {
    admin: await makeUser({ email: "admin@sample.example", name: "Ada Admin", role: "ADMIN", password: true }),
    person: await makeUser({ email: "person@sample.example", name: "Ada Person", password: true }),
    other: await makeUser({ email: "other@sample.example", name: "Other", status: "DISABLED" }),
    newcomer: await makeUser({ email: "new@sample.example", name: "New", password: true, verified: false }),
  };
}

/** The schema inside of optional, default and the like. */
function innerOf(schema: z.ZodType): z.ZodType | null {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  const inner = wraps ? schema.unwrap() : null;
  return inner instanceof z.ZodType ? inner : null;
}

export function innermost(schema: z.ZodType): z.ZodType {
  const inner = innerOf(schema);
  return inner ? innermost(inner) : schema;
}

/** The first example that the schema, or one inside of it, gives; the first choice where there are few. */
function exampleOf(schema: z.ZodType): unknown {
  const examples = schema.meta()?.examples;
  if (Array.isArray(examples) && examples.length > 0) {
    // The document says in text what the caller takes as a date.
    return innermost(schema) instanceof z.ZodDate ? new Date(String(examples[0])) : examples[0];
  }
  const inner = innerOf(schema);
  if (inner) return exampleOf(inner);
  if (schema instanceof z.ZodEnum) return schema.options[0];
  return schema instanceof z.ZodBoolean ? true : undefined;
}

/** The fields of a procedure's input, by name. */
export function fieldsOf({ inputs }: Pick<Definition, "inputs">): Map<string, z.ZodType> {
  const fields = new Map<string, z.ZodType>();
  for (const input of inputs) {
    const schema = input instanceof z.ZodType ? innermost(input) : null;
    if (!(schema instanceof z.ZodObject)) continue;
    for (const [name, field] of Object.entries(schema.shape)) if (field instanceof z.ZodType) fields.set(name, field);
  }
  return fields;
}

type Live = (world: World, caller: TestUser) => unknown;

/** Who calls, unless a test says otherwise. */
export function callerOf({ meta }: Pick<Definition, "meta">, { admin, person }: World): TestUser {
  return meta?.access === "public" ? person : admin;
}

async function sessionRow({ id: userId }: TestUser): Promise<string> {
  const { token } = await signedIn({ id: userId });
  const where = { tokenHash: hashToken(token) };
  return (await prisma.session.findUniqueOrThrow({ where, select: { id: true } })).id;
}

/** One of two, as the last way to sign in is not removed. */
async function identityRow({ id: userId }: TestUser): Promise<string> {
  const identities = ["acme", "github"].map((provider) => ({ provider, subject: randomUUID(), label: "Sample" }));
  await prisma.linkedIdentity.createMany({ data: identities.map((identity) => ({ ...identity, userId })) });
  const where = { provider_subject: { provider: "acme", subject: identities[0]?.subject ?? "" } };
  return (await prisma.linkedIdentity.findUniqueOrThrow({ where, select: { id: true } })).id;
}

/** The rows that are no users, by the procedure or the router that is about them: makes one for its owner, and gives its id. */
const ROWS: Readonly<Record<string, (owner: TestUser) => Promise<string>>> = {
  apiKey: async (owner) => (await makeApiKey(owner)).id,
  passkey: async (owner) => (await addPasskey(owner)).passkeyId,
  identity: identityRow,
  "session.remove": sessionRow,
  ...Object.fromEntries(RESOURCES.map(({ router, makeRow }) => [router, makeRow])),
};

/** What an `id` of the procedure's input points at: the owner, or a row of theirs. */
export async function rowOf({ path }: Pick<Definition, "path">, owner: TestUser): Promise<string> {
  const make = ROWS[path] ?? ROWS[path.split(".")[0] ?? ""];
  return (await make?.(owner)) ?? owner.id;
}

/** What answers the token that was made last. */
type Answers = {
  code?: string;
  registration?: RegistrationResponse;
  assertion?: AuthenticationResponse;
  oauth?: OAuthAnswerInput;
};

const answers = new WeakMap<World, Answers>();
const kept = (world: World): Answers => answers.get(world) ?? {};

async function startSecondStep(world: World): Promise<string> {
  const secret = await addTotp(world.person);
  answers.set(world, { code: totpCode(secret) });
  return startSecondFactorOf(world.person);
}

async function startCreation(world: World, caller: TestUser): Promise<string> {
  const { token, options } = await startPasskey(actorOf(caller));
  answers.set(world, { registration: new Authenticator().create(options) });
  return token;
}

async function startPasskeyStep(world: World): Promise<string> {
  const { authenticator } = await addPasskey(world.person);
  const { token, options } = await startPasskeySignIn();
  answers.set(world, { assertion: authenticator.get(options) });
  return token;
}

async function startElsewhere(world: World): Promise<string> {
  const oauth = await fromOidc({ sub: "sample" });
  answers.set(world, { oauth });
  return oauth.token;
}

/** Of nobody in the world, as anybody on this machine may read it. */
async function captureMail(): Promise<string> {
  await sendMail({ template: "sample", to: "captured@sample.example", subject: "Sample", text: "Sample", html: "" });
  return (await capturedMailNames(env.MAIL_DIR))[0] ?? "";
}

/** What a resource's rows belong to, as its inputs name it. */
const PARENTS: Readonly<Record<string, Live>> = Object.fromEntries(
  RESOURCES.flatMap(({ router, parents }) =>
    Object.entries(parents).flatMap(([field, make]) =>
      ["create", "update"].map((name) => [
        `${router}.${name}.${field}`,
        (_world: World, caller: TestUser) => make(caller),
      ]),
    ),
  ),
);

/** What no schema can know: by the field's name, or by the procedure's path and the field's name. */
const LIVE: Readonly<Record<string, Live>> = {
  ...PARENTS,
  cursor: () => undefined,
  // The callers have just signed in.
  currentPassword: () => undefined,
  // Without it a key never expires: its example would be in the past one day.
  "apiKey.create.expiresAt": () => undefined,
  "auth.confirmEmail.token": ({ newcomer }) =>
    issueLinkToken(prisma, newcomer.id, "confirmEmail", "moved@sample.example"),
  "auth.reauthenticate.password": () => PASSWORD,
  // The token is made with what answers it.
  "auth.secondFactor.token": startSecondStep,
  "auth.secondFactor.code": (world) => kept(world).code,
  "factor.confirmTotp.code": (_world, caller) => pendingTotpCode(caller),
  "factor.renewRecoveryCodes.currentPassword": async (_world, caller) => void (await addTotp(caller)),
  "identity.signIn.token": startElsewhere,
  "identity.signIn.code": (world) => kept(world).oauth?.code,
  "identity.signIn.state": (world) => kept(world).oauth?.state,
  "identity.signIn.iss": (world) => kept(world).oauth?.iss,
  "identity.link.token": startElsewhere,
  "identity.link.code": (world) => kept(world).oauth?.code,
  "identity.link.state": (world) => kept(world).oauth?.state,
  "identity.link.iss": (world) => kept(world).oauth?.iss,
  "mailbox.byName.name": captureMail,
  "passkey.create.token": startCreation,
  "passkey.create.response": (world) => kept(world).registration,
  "passkey.signIn.token": startPasskeyStep,
  "passkey.signIn.response": (world) => kept(world).assertion,
  "auth.signIn.email": ({ person }) => person.email,
  "auth.signIn.password": () => PASSWORD,
  "auth.verifyEmail.token": ({ newcomer }) => issueLinkToken(prisma, newcomer.id, "verifyEmail"),
  "auth.resetPassword.token": ({ newcomer }) => issueLinkToken(prisma, newcomer.id, "resetPassword"),
};

/** The session token with which that caller's call succeeds. */
export async function goodToken(definition: Definition, world: World): Promise<string> {
  const isStop = definition.path === "impersonation.stop";
  if (isStop) return (await actAs(world.admin, world.person)).token;
  return (await signedIn(callerOf(definition, world))).token;
}

/** Whether it may be about somebody else than the caller, for those with the right. */
function isAboutOthers({ meta }: Pick<Definition, "meta">): boolean {
  return meta?.permissions?.some((permission) => !permission.startsWith("account:")) ?? false;
}

type Call = { definition: Definition; world: World; caller: TestUser };

async function sampleOf({ definition, world, caller }: Call, name: string, schema: z.ZodType): Promise<unknown> {
  if (name === "id") return rowOf(definition, isAboutOthers(definition) ? world.person : caller);
  const live = LIVE[`${definition.path}.${name}`] ?? LIVE[name];
  return live ? live(world, caller) : exampleOf(schema);
}

/**
 * An input that the procedure takes from that caller, made of its schema's examples and of what the world has.
 * @throws Error naming the field that has neither
 */
export async function goodInput(
  definition: Definition,
  world: World,
  caller = callerOf(definition, world),
): Promise<Input> {
  const input: Input = {};
  for (const [name, schema] of fieldsOf(definition)) {
    const value = await sampleOf({ definition, world, caller }, name, schema);
    if (value !== undefined) input[name] = value;
    else if (!schema.safeParse(undefined).success)
      throw new Error(`${definition.path}: give ${name} an example in its schema`);
  }
  return input;
}
