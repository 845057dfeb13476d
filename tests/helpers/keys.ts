import { newApiKey } from "@/lib/api-key";
import { now } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import type { Scope } from "@/schemas/permission.schema";
import type { User } from "@/schemas/user.schema";

type Wishes = { scopes?: readonly Scope[]; requestsPerMinute?: number; expiresAt?: Date; name?: string };

export type TestKey = {
  id: string;
  key: string;
  prefix: string;
  /** The Authorization field. */
  authorization: string;
};

/** Writes a key of the user's as the service would, with `account:read` unless the wishes say otherwise. */
export async function makeApiKey({ id: userId }: Pick<User, "id">, wishes: Wishes = {}): Promise<TestKey> {
  const { key, prefix, hash: keyHash } = newApiKey();
  const { scopes = ["account:read"], requestsPerMinute = 600, expiresAt = null, name = "Tests" } = wishes;
  const data = { userId, name, prefix, keyHash, scopes: scopes.join(" "), requestsPerMinute };
  const row = await prisma.apiKey.create({ data: { ...data, createdAt: now(), expiresAt }, select: { id: true } });
  return { id: row.id, key, prefix, authorization: `Bearer ${key}` };
}
