import type { Prisma } from "@/generated/mysql/client";
import { newApiKey } from "@/lib/api-key";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db-retry";
import { AppError, invalidField } from "@/lib/errors";
import { prisma, type Tx } from "@/lib/prisma";
import type { Page } from "@/lib/response";
import type {
  ApiKey,
  CreateApiKeyInput,
  ListApiKeysInput,
  NewApiKey,
  UpdateApiKeyInput,
} from "@/schemas/api-key.schema";
import { SCOPES, type Scope } from "@/schemas/permission.schema";
import type { Actor } from "./actor";
import { readScopes, writeScopes } from "./api-key-scopes";
import { recordAudit } from "./audit.service";
import { behindCreatedAt, createdAtPosition, toPage } from "./keyset";
import { enqueueMail } from "./outbox.service";
import { assertCan, can } from "./permissions";
import { assertRecentlyAuthenticated } from "./reauthentication.service";
import { lockSelf } from "./self-lock";

const MAX_KEYS = 50;
const MAX_YEARS = 10;

const apiKeySelect = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  requestsPerMinute: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} satisfies Prisma.ApiKeySelect;

type ApiKeyRow = Prisma.ApiKeyGetPayload<{ select: typeof apiKeySelect }>;

function toApiKey({ scopes, ...row }: ApiKeyRow): ApiKey {
  return { ...row, scopes: readScopes(scopes) };
}

/** Nobody grants more than they have (Z6). */
function grantable(actor: Actor, scopes: readonly Scope[]): Scope[] {
  const beyond = scopes.filter((scope) => !can(actor, scope));
  if (beyond.length > 0) throw invalidField("scopes", `Has more than you may do yourself: ${beyond.join(", ")}.`);
  return SCOPES.filter((scope) => scopes.includes(scope));
}

function assertExpiry(expiresAt: Date | undefined): void {
  if (expiresAt === undefined) return;
  const latest = now();
  if (expiresAt <= latest) throw invalidField("expiresAt", "Must be in the future.");
  latest.setUTCFullYear(latest.getUTCFullYear() + MAX_YEARS);
  if (expiresAt > latest) throw invalidField("expiresAt", `Must be within ${MAX_YEARS} years.`);
}

async function assertRoom(tx: Tx, userId: string): Promise<void> {
  if ((await tx.apiKey.count({ where: { userId } })) < MAX_KEYS) return;
  throw new AppError("CONFLICT", { message: `You have ${MAX_KEYS} keys. Revoke one that you do not need.` });
}

/**
 * Makes a key that acts for the person, within the given scopes, and tells them by mail.
 * @returns the key itself as well, this once
 * @throws AppError `FORBIDDEN` for a key and while acting as somebody else; `REAUTHENTICATION_REQUIRED`;
 * `VALIDATION_ERROR` on `scopes` or `expiresAt`; `CONFLICT` when there are too many; `UNAUTHENTICATED` when the session was
 * ended in between
 */
export async function createApiKey(actor: Actor, input: CreateApiKeyInput): Promise<NewApiKey> {
  assertCan(actor, "account:secure");
  const { userId, email: to } = actor;
  const { name, expiresAt, requestsPerMinute } = input;
  const scopes = grantable(actor, input.scopes);
  assertExpiry(expiresAt);
  await assertRecentlyAuthenticated(actor, input.currentPassword);
  const { key, prefix, hash: keyHash } = newApiKey();
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    await assertRoom(tx, userId);
    const stored = { userId, name, prefix, keyHash, scopes: writeScopes(scopes), requestsPerMinute };
    const row = await tx.apiKey.create({
      data: { ...stored, createdAt: now(), expiresAt: expiresAt ?? null },
      select: apiKeySelect,
    });
    const details = { keyId: row.id, prefix, scopes };
    await recordAudit(tx, { accountId: userId, type: "apiKey.created", by: actor, details });
    await enqueueMail(tx, { to, template: "apiKeyCreated", data: { name: actor.name } });
    return { ...toApiKey(row), key };
  });
}

/**
 * One keyset page of the person's keys, newest first.
 * @throws AppError `FORBIDDEN`; `VALIDATION_ERROR` on `cursor`
 */
export async function listApiKeys(actor: Actor, { limit, cursor, withTotal }: ListApiKeysInput): Promise<Page<ApiKey>> {
  assertCan(actor, "account:read");
  const where = { userId: actor.userId };
  const list = JSON.stringify(["apiKey", actor.userId]);
  const [rows, total] = await Promise.all([
    prisma.apiKey.findMany({
      where: { AND: [where, behindCreatedAt("desc", list, cursor)] },
      select: apiKeySelect,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: limit + 1,
    }),
    withTotal ? prisma.apiKey.count({ where }) : undefined,
  ]);
  return toPage({ rows, limit, list, position: createdAtPosition, toItem: toApiKey, total });
}

/**
 * Renames a key of the person's.
 * @throws AppError `FORBIDDEN`; `NOT_FOUND`, also for a key of somebody else; `UNAUTHENTICATED` as for `createApiKey`
 */
export async function updateApiKey(actor: Actor, { id, name }: UpdateApiKeyInput): Promise<ApiKey> {
  assertCan(actor, "account:secure");
  const { userId } = actor;
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    const row = await tx.apiKey.findFirst({ where: { id, userId }, select: apiKeySelect });
    if (!row) throw new AppError("NOT_FOUND");
    if (row.name === name) return toApiKey(row);
    await tx.apiKey.updateMany({ where: { id, userId }, data: { name } });
    await recordAudit(tx, { accountId: userId, type: "apiKey.renamed", by: actor, details: { keyId: id } });
    return toApiKey({ ...row, name });
  });
}

/**
 * Revokes a key of the person's: from the very next request on, on every instance, it opens nothing.
 * @throws AppError `FORBIDDEN`; `NOT_FOUND`, also for a key of somebody else; `UNAUTHENTICATED` as for `createApiKey`
 */
export async function removeApiKey(actor: Actor, id: string): Promise<{ id: string }> {
  assertCan(actor, "account:secure");
  const { userId } = actor;
  return transaction(async (tx) => {
    await lockSelf(tx, actor);
    const { count } = await tx.apiKey.deleteMany({ where: { id, userId } });
    if (count === 0) throw new AppError("NOT_FOUND");
    await recordAudit(tx, { accountId: userId, type: "apiKey.revoked", by: actor, details: { keyId: id } });
    return { id };
  });
}
