import { isUniqueViolation } from "@/lib/db-errors";
import { transaction } from "@/lib/db-retry";
import { AppError, invalidField } from "@/lib/errors";
import { findProvider, listProviders, refusedByProvider } from "@/lib/oauth";
import { prisma, type Tx } from "@/lib/prisma";
import type {
  Identity,
  IdentityProvider,
  OAuthAnswerInput,
  OAuthStarted,
  StartOAuthInput,
} from "@/schemas/identity.schema";
import type { Actor } from "./actor";
import { recordAudit } from "./audit.service";
import { openChallenge } from "./challenge.service";
import { ownerOf, writeIdentity } from "./identity-owner";
import { type KeptSecrets, type Proof, proveIdentity } from "./oauth-proof";
import { enqueueMail } from "./outbox.service";
import { assertCan } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { lockSelf } from "./self-lock";
import { continueSignIn, type Origin } from "./sign-in.service";
import { hasWayToSignIn } from "./sign-in-ways";

const MAX_IDENTITIES = 20;

const identitySelect = { id: true, provider: true, label: true, createdAt: true } as const;

/** Whom people can sign in through, in the order in which they are offered. */
export function listIdentityProviders(): IdentityProvider[] {
  return listProviders().map(({ id, name }) => ({ id, name }));
}

/**
 * Begins the way to a provider and back, to sign in or to link.
 * @returns the token that finishes it, which the browser keeps, and where to go
 * @throws AppError `VALIDATION_ERROR` on `provider`, `SERVICE_UNAVAILABLE`
 */
export async function startOAuth(input: StartOAuthInput): Promise<OAuthStarted> {
  const provider = findProvider(input.provider);
  if (!provider) throw invalidField("provider", "Is not a provider that you can sign in with here.");
  // As in oauth-proof.ts: loaded when it is needed.
  const { beginAuthorization } = await import("@/lib/oauth-flow");
  const { url, secrets } = await beginAuthorization(provider);
  const payload: KeptSecrets = { provider: provider.id, ...secrets };
  const { token } = await openChallenge(prisma, { kind: "OAUTH", userId: null, payload });
  return { token, url };
}

/**
 * Signs in whoever the provider says it is. Who is new here gets an account; who signed up with an address but never
 * confirmed it is replaced by the owner of the mailbox. An account is never linked by its address alone.
 * @returns as `continueSignIn`
 * @throws AppError `UNAUTHENTICATED`, `FORBIDDEN` when the provider does not vouch for the address, `CONFLICT` when the
 * address has an account, `SERVICE_UNAVAILABLE`
 */
export async function signInWithIdentity(input: OAuthAnswerInput, origin: Origin): ReturnType<typeof continueSignIn> {
  const user = await ownerOf(await proveIdentity(input));
  if (user.status !== "ACTIVE") throw refusedByProvider();
  return continueSignIn({ user, how: "oauth", passwordHash: null, newHash: null }, origin);
}

async function link(tx: Tx, actor: Actor, proof: Proof): Promise<Identity> {
  const { userId } = actor;
  await lockSelf(tx, actor);
  if ((await tx.linkedIdentity.count({ where: { userId } })) >= MAX_IDENTITIES) {
    throw new AppError("CONFLICT", { message: `An account has at most ${MAX_IDENTITIES} of these. Remove one first.` });
  }
  await writeIdentity(tx, userId, proof);
  const { name, email } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { name: true, email: true },
  });
  await enqueueMail(tx, { to: email, template: "identityLinked", data: { name } });
  return tx.linkedIdentity.findUniqueOrThrow({
    where: { provider_subject: { provider: proof.provider.id, subject: proof.profile.subject } },
    select: identitySelect,
  });
}

/**
 * Adds an account elsewhere as a way to sign in; its owner is told by mail.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `SERVICE_UNAVAILABLE`; `UNAUTHENTICATED` for an attempt that is
 * over, and when the session was ended in between; `CONFLICT` when it is linked already, to whomever, or there are too many
 */
export async function linkIdentity(actor: Actor, input: OAuthAnswerInput): Promise<Identity> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor);
  const proof = await proveIdentity(input);
  try {
    return await transaction((tx) => link(tx, actor, proof));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("CONFLICT", { message: `That account at ${proof.provider.name} is linked already.` });
  }
}

/** The actor's accounts elsewhere, oldest first. @throws AppError `FORBIDDEN` */
export async function listIdentities(actor: Actor): Promise<Identity[]> {
  assertCan(actor, "account:read");
  return prisma.linkedIdentity.findMany({
    where: { userId: actor.userId },
    select: identitySelect,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

/**
 * Removes an account elsewhere as a way to sign in.
 * @throws AppError `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`; `NOT_FOUND`, also for somebody else's; `CONFLICT` when there is
 * no other way to sign in; `UNAUTHENTICATED` when the session was ended in between
 */
export async function removeIdentity(actor: Actor, id: string): Promise<{ id: string }> {
  assertCan(actor, "account:secure");
  await assertRecentlyAuthenticated(actor);
  const { userId } = actor;
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    const row = await tx.linkedIdentity.findFirst({ where: { id, userId }, select: { provider: true } });
    if (!row) throw new AppError("NOT_FOUND");
    await tx.linkedIdentity.deleteMany({ where: { id, userId } });
    if (!(await hasWayToSignIn(tx, userId))) {
      throw new AppError("CONFLICT", {
        message: "This is your only way to sign in. Choose a password or add a passkey first.",
      });
    }
    // A sign-in with it may be waiting for its second factor.
    await tx.challenge.deleteMany({ where: { userId } });
    await recordAudit(tx, {
      accountId: userId,
      type: "identity.removed",
      by: actor,
      details: { provider: row.provider },
    });
    return { id };
  });
}
