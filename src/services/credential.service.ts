import { z } from "zod";
import { prisma } from "@/lib/prisma";
import { hashToken, looksLikeToken } from "@/lib/token";
import { roleSchema } from "@/schemas/user.schema";
import type { Actor } from "./actor";
import { authenticateApiKey } from "./api-key-credential.service";
import { touchSession } from "./last-use";
import { sessionBounds } from "./session.service";

export type Credentials = { sessionToken: string | null; authorization: string | null };

const personColumns = { id: z.string(), email: z.string(), name: z.string(), role: roleSchema };

const sessionRowSchema = z.object({
  ...personColumns,
  sessionId: z.string(),
  authenticatedAt: z.date(),
  impersonatorId: z.string().nullable(),
  impersonatorName: z.string().nullable(),
  impersonatorSessionId: z.string().nullable(),
});

type SessionRow = z.infer<typeof sessionRowSchema>;

/**
 * Whoever acts as somebody else does so only as long as they are an active admin with a live session of their own, and
 * the other is no admin.
 */
async function findSession(tokenHash: string): Promise<SessionRow | null> {
  const { expiresAfter, seenAfter } = sessionBounds();
  // Raw, as Prisma loads every relation by a query of its own, and this runs on each request: one is enough.
  const rows =
    await prisma.$queryRaw`SELECT u.id, u.email, u.name, u.role, s.id AS sessionId, s.authenticated_at AS authenticatedAt,
      a.id AS impersonatorId, a.name AS impersonatorName, s.impersonator_session_id AS impersonatorSessionId
    FROM sessions s
    JOIN users u ON u.id = s.user_id
    LEFT JOIN sessions p ON p.id = s.impersonator_session_id AND p.expires_at > ${expiresAfter}
    LEFT JOIN users a ON a.id = p.user_id AND a.status = 'ACTIVE' AND a.role = 'ADMIN'
    WHERE s.token_hash = ${tokenHash} AND s.expires_at > ${expiresAfter} AND s.last_seen_at > ${seenAfter}
      AND u.status = 'ACTIVE' AND (s.impersonator_session_id IS NULL OR (a.id IS NOT NULL AND u.role = 'USER'))`;
  return z.array(sessionRowSchema).parse(rows)[0] ?? null;
}

function impersonatorOf({ impersonatorId, impersonatorName, impersonatorSessionId }: SessionRow) {
  if (impersonatorId === null || impersonatorSessionId === null) return null;
  return { userId: impersonatorId, name: impersonatorName ?? "", sessionId: impersonatorSessionId };
}

async function authenticateSession(sessionToken: string): Promise<Actor | null> {
  if (!looksLikeToken(sessionToken)) return null;
  const tokenHash = hashToken(sessionToken);
  const row = await findSession(tokenHash);
  if (!row) return null;
  await touchSession(tokenHash);
  const { id: userId, email, name, role, sessionId, authenticatedAt } = row;
  const impersonator = impersonatorOf(row);
  return {
    userId,
    email,
    name,
    role,
    credential: { kind: "session", sessionId, tokenHash, authenticatedAt, impersonator },
  };
}

/**
 * Who is behind these credentials, read from the database in one query, so that an end or a change holds at once.
 * With a key and a session together the key counts.
 * @returns null for no credentials, and for a session that is over
 * @throws AppError `UNAUTHENTICATED` for an Authorization field that is not good
 */
export async function authenticate({ sessionToken, authorization }: Credentials): Promise<Actor | null> {
  if (authorization !== null) return authenticateApiKey(authorization);
  return sessionToken === null ? null : authenticateSession(sessionToken);
}
