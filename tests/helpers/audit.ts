import { prisma } from "@/lib/prisma";

/** What the log says about an account, oldest first. */
export async function auditOf(accountId: string) {
  const rows = await prisma.auditEvent.findMany({
    where: { accountId },
    select: { type: true, actorKind: true, actorId: true, impersonatorId: true, details: true },
    orderBy: { sequence: "asc" },
  });
  return rows.map(({ details, ...row }) => ({ ...row, details: JSON.parse(details) }));
}
