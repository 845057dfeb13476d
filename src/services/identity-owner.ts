import { now } from "@/lib/clock";
import { isUniqueViolation } from "@/lib/db-errors";
import { transaction } from "@/lib/db-retry";
import { AppError } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import { emailSchema } from "@/schemas/email.schema";
import { nameSchema, type User } from "@/schemas/user.schema";
import { endAccess } from "./access.service";
import { auditCreation, recordAudit } from "./audit.service";
import { oneLine, type Proof } from "./oauth-proof";
import { forgetFailures } from "./sign-in-failure.service";
import { publicUserSelect, toUser } from "./user.select";
import { nameColumns, newUserColumns, replaceSearchTerms, userCreation } from "./user-columns";
import { lockUser } from "./user-lock";

const NAME_MAX = 100;

type Newcomer = { proof: Proof; email: string; name: string };

/** The address that the provider vouches for. Judged before anyone looks whether it has an account here. */
function vouchedEmail({ provider, profile }: Proof): string {
  if (!profile.emailVerified) {
    throw new AppError("FORBIDDEN", { message: `${provider.name} has not confirmed your e-mail address.` });
  }
  const parsed = emailSchema.safeParse(profile.email);
  if (parsed.success) return parsed.data;
  throw new AppError("FORBIDDEN", { message: `${provider.name} has told us no e-mail address that we can use.` });
}

function nameFrom({ profile }: Proof, email: string): string {
  const candidates = [profile.name, profile.login, email.slice(0, email.lastIndexOf("@"))];
  const fit = candidates
    .map((name) => oneLine(name ?? "", NAME_MAX))
    .find((name) => nameSchema.safeParse(name).success);
  return fit ?? email;
}

/** Writes the link, in the caller's transaction; a unique index refuses one that is somebody's already. */
export async function writeIdentity(tx: Tx, userId: string, { provider, profile, label }: Proof): Promise<void> {
  const identity = { provider: provider.id, subject: profile.subject, label };
  await tx.linkedIdentity.createMany({ data: { userId, ...identity, createdAt: now() } });
  await recordAudit(tx, { accountId: userId, type: "identity.linked", by: userId, details: { provider: provider.id } });
}

async function create(tx: Tx, { proof, email, name }: Newcomer): Promise<User> {
  const at = now();
  const user = { ...newUserColumns({ name, email }, at), emailVerifiedAt: at };
  const details = { how: "oauth", provider: proof.provider.id };
  await Promise.all([...userCreation(tx, user), ...auditCreation(tx, { accountId: user.id, by: user.id, details })]);
  await writeIdentity(tx, user.id, proof);
  return toUser(user);
}

const existingSelect = { role: true, status: true, emailVerifiedAt: true, passwordHash: true } as const;

/** Whoever signed up before the owner of the mailbox keeps no way in: no password, session, link, factor or key. */
async function evict(tx: Tx, userId: string, { email, name }: Newcomer): Promise<void> {
  await tx.user.updateMany({
    where: { id: userId },
    data: { ...nameColumns(name), passwordHash: null, passwordIsShort: false },
  });
  await replaceSearchTerms(tx, userId, { name, email });
  await tx.totpFactor.deleteMany({ where: { userId } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.passkey.deleteMany({ where: { userId } });
  await tx.linkedIdentity.deleteMany({ where: { userId } });
  await tx.apiKey.deleteMany({ where: { userId } });
  await forgetFailures(tx, email);
}

async function findOwner(tx: Tx, { provider, profile }: Proof): Promise<User | null> {
  const row = await tx.linkedIdentity.findUnique({
    where: { provider_subject: { provider: provider.id, subject: profile.subject } },
    select: { user: { select: publicUserSelect } },
  });
  return row && toUser(row.user);
}

/**
 * There is an account with the address. One that nobody has verified is the mailbox owner's to take. Any other is never
 * linked by its address alone, nor is one with rights: its owner signs in, and links it.
 */
async function takeOver(tx: Tx, userId: string, newcomer: Newcomer): Promise<User> {
  if (!(await lockUser(tx, userId))) return create(tx, newcomer);
  // Another sign-in of the same person may have made the account a moment ago.
  const owner = await findOwner(tx, newcomer.proof);
  if (owner) return owner;
  const existing = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: existingSelect });
  const isFree = existing.emailVerifiedAt === null && existing.role === "USER" && existing.status === "ACTIVE";
  if (!isFree) throw new AppError("CONFLICT", { message: "Sign in to your account, and link it there." });
  // An invited person has no password yet: the name was given by an admin, and there is nobody to evict.
  const wasSignUp = existing.passwordHash !== null;
  if (wasSignUp) await evict(tx, userId, newcomer);
  await endAccess(tx, userId);
  const at = now();
  const data = { emailVerifiedAt: at, version: { increment: 1 }, updatedAt: at };
  await tx.user.updateMany({ where: { id: userId }, data });
  const details = { how: "oauth", provider: newcomer.proof.provider.id, passwordRemoved: wasSignUp };
  await recordAudit(tx, { accountId: userId, type: "account.verified", by: userId, details });
  await writeIdentity(tx, userId, newcomer.proof);
  return toUser(await tx.user.findUniqueOrThrow({ where: { id: userId }, select: publicUserSelect }));
}

async function findOrMakeOwner(proof: Proof): Promise<User> {
  const owner = await findOwner(prisma, proof);
  if (owner) return owner;
  const email = vouchedEmail(proof);
  const newcomer = { proof, email, name: nameFrom(proof, email) };
  // Not in the transaction: on MariaDB the gap that it would lock makes parallel sign-ins of a new address deadlock.
  const found = await prisma.user.findUnique({ where: { email }, select: { id: true } });
  return transaction((tx) => (found ? takeOver(tx, found.id, newcomer) : create(tx, newcomer)));
}

/**
 * Whose the identity is; a new account where it is nobody's yet.
 * @throws AppError `FORBIDDEN` when the provider does not vouch for the address, `CONFLICT` when the address has an account
 */
export async function ownerOf(proof: Proof): Promise<User> {
  try {
    return await findOrMakeOwner(proof);
  } catch (error) {
    // Lost a race for the identity or the address: by now it is there, and is treated like any that is.
    if (!isUniqueViolation(error)) throw error;
    return findOrMakeOwner(proof);
  }
}
