import type { Tx } from "@/lib/prisma";

export type KnownPasskey = { credentialId: string; transports: string };

/** The second factors of an account. Recovery codes are none by themselves: they stand in for one. */
export type FactorState = {
  totpConfirmedAt: Date | null;
  recoveryCodesLeft: number;
  passkeys: KnownPasskey[];
};

/** As WebAuthn wants to hear of them. */
export function toDescriptor({ credentialId, transports }: KnownPasskey) {
  return { credentialId, transports: transports.split(",").filter((transport) => transport !== "") };
}

/** Reads an account's factors; none for an account that is not there. */
export async function readFactors(db: Tx, userId: string): Promise<FactorState> {
  const row = await db.user.findUnique({
    where: { id: userId },
    select: {
      totpFactor: { select: { confirmedAt: true } },
      recoveryCodes: { where: { usedAt: null }, select: { codeHash: true } },
      passkeys: { select: { credentialId: true, transports: true }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
    },
  });
  return {
    totpConfirmedAt: row?.totpFactor?.confirmedAt ?? null,
    recoveryCodesLeft: row?.recoveryCodes.length ?? 0,
    passkeys: row?.passkeys ?? [],
  };
}

/** How many second factors there are: the authenticator app, and each passkey. */
export function countFactors({ totpConfirmedAt, passkeys }: FactorState): number {
  return passkeys.length + (totpConfirmedAt === null ? 0 : 1);
}

/** Whether sign-in asks the account for a second factor. */
export async function hasSecondFactor(db: Tx, userId: string): Promise<boolean> {
  return countFactors(await readFactors(db, userId)) > 0;
}
