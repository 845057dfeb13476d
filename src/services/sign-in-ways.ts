import { findProvider } from "@/lib/oauth";
import type { Tx } from "@/lib/prisma";

/** Whether the account can be signed in to. An identity at a provider that is configured no more is no way in. */
export async function hasWayToSignIn(tx: Tx, userId: string): Promise<boolean> {
  const { passwordHash, identities, passkeys } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      passwordHash: true,
      passkeys: { select: { id: true }, take: 1 },
      identities: { select: { provider: true } },
    },
  });
  if (passwordHash !== null || passkeys.length > 0) return true;
  return identities.some(({ provider }) => findProvider(provider) !== null);
}
