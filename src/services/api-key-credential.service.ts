import { z } from "zod";
import { looksLikeApiKey } from "@/lib/api-key";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { prisma } from "@/lib/prisma";
import { hashToken } from "@/lib/token";
import { roleSchema } from "@/schemas/user.schema";
import type { Actor } from "./actor";
import { readScopes } from "./api-key-scopes";
import { touchApiKey } from "./last-use";

/** The scheme in any case, and one token. */
const BEARER = /^bearer +(\S+)$/i;

const keyRowSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  keyId: z.string(),
  scopes: z.string(),
  requestsPerMinute: z.int(),
});

type KeyRow = z.infer<typeof keyRowSchema>;

async function findKey(keyHash: string): Promise<KeyRow | null> {
  // Raw, as Prisma loads every relation by a query of its own, and this runs on each request: one is enough.
  const rows = await prisma.$queryRaw`SELECT u.id, u.email, u.name, u.role, k.id AS keyId, k.scopes,
      k.requests_per_minute AS requestsPerMinute
    FROM api_keys k
    JOIN users u ON u.id = k.user_id
    WHERE k.key_hash = ${keyHash} AND (k.expires_at IS NULL OR k.expires_at > ${now()}) AND u.status = 'ACTIVE'`;
  return z.array(keyRowSchema).parse(rows)[0] ?? null;
}

/**
 * Who is behind the key of an Authorization field, with the role of this moment, in one query.
 * @throws AppError `UNAUTHENTICATED` for anything but `Bearer` and a key that is good
 */
export async function authenticateApiKey(authorization: string): Promise<Actor> {
  const [, key = ""] = BEARER.exec(authorization) ?? [];
  if (!looksLikeApiKey(key)) throw new AppError("UNAUTHENTICATED");
  const keyHash = hashToken(key);
  const row = await findKey(keyHash);
  if (!row) throw new AppError("UNAUTHENTICATED");
  await touchApiKey(keyHash);
  const { id: userId, email, name, role, keyId, requestsPerMinute } = row;
  const scopes = readScopes(row.scopes);
  return { userId, email, name, role, credential: { kind: "apiKey", keyId, scopes, requestsPerMinute } };
}
