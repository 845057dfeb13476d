import { randomUUID } from "node:crypto";
import { PrismaMariaDb } from "@prisma/adapter-mariadb";
import { v7 as uuidv7 } from "uuid";
import { PrismaClient } from "../../../src/generated/mysql/client";

const HOUR_MS = 3_600_000;

// Next loads this when it builds as well, where there is no database yet.
const url = new URL(process.env.DATABASE_URL ?? "mysql://root@127.0.0.1:3306/none");

export const prisma = new PrismaClient({
  adapter: new PrismaMariaDb({
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    database: url.pathname.slice(1),
    connectionLimit: 10,
  }),
});

const select = {
  id: true,
  email: true,
  name: true,
  role: true,
  status: true,
  emailVerifiedAt: true,
  createdAt: true,
  updatedAt: true,
  version: true,
} as const;

/** The user as everybody here answers it. */
function toUser<Row extends { emailVerifiedAt: Date | null }>({ emailVerifiedAt, ...row }: Row) {
  return { ...row, emailVerified: emailVerifiedAt !== null };
}

export async function findUser(id: string) {
  const row = await prisma.user.findUnique({ where: { id }, select });
  return row && toUser(row);
}

export async function listUsers() {
  const rows = await prisma.user.findMany({ select, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: 21 });
  return rows.slice(0, 20).map(toUser);
}

/** The statements of our own `user.create`, one for one: search terms, audit event, link, mail. */
export async function createUser({ email, name }: { email: string; name: string }) {
  const createdAt = new Date();
  const nameKey = name.toLowerCase();
  const accountId = uuidv7();
  const first = { role: "USER", status: "ACTIVE", emailVerifiedAt: null, version: 1 } as const;
  const row = { id: accountId, email, name, ...first, createdAt, updatedAt: createdAt };
  const words = [...new Set([nameKey, ...nameKey.split(" "), email])];
  const terms = words.map((term) => ({ userId: accountId, term }));
  const hash = randomUUID().replaceAll("-", "").repeat(2);
  return prisma.$transaction(async (tx) => {
    await tx.user.createMany({ data: { ...row, nameKey } });
    await tx.userSearchTerm.createMany({ data: terms });
    await tx.auditChain.createMany({ data: { accountId, length: 1, head: hash } });
    const event = { accountId, sequence: 1, type: "account.created", actorKind: "SYSTEM", requestId: "bench" } as const;
    await tx.auditEvent.createMany({ data: { ...event, details: "{}", createdAt, hash } });
    const link = { userId: accountId, purpose: "RESET_PASSWORD" } as const;
    const expiresAt = new Date(createdAt.getTime() + HOUR_MS);
    await tx.verificationToken.createMany({ data: { ...link, tokenHash: hash, createdAt, expiresAt } });
    // As long as a sealed mail; never due, so that no server of the bench sends it.
    await tx.outboxMail.createMany({ data: { template: "setPassword", payload: "x".repeat(3_000), createdAt } });
    return toUser(row);
  });
}
