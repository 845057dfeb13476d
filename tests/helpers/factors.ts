import { now } from "@/lib/clock";
import { prisma } from "@/lib/prisma";
import { hashRecoveryCode, newRecoveryCode } from "@/lib/recovery-code";
import { seal } from "@/lib/secret-box";
import { newTotpSecret, totpCode } from "@/lib/totp";
import { creationOptions, verifyRegistration } from "@/lib/webauthn";
import { hashCredentialId } from "@/services/passkey-answer";
import { startSecondFactor } from "@/services/second-factor-challenge";
import { Authenticator } from "./authenticator";
import type { TestUser } from "./world";

async function writeTotp(userId: string, confirmedAt: Date | null): Promise<string> {
  const secret = newTotpSecret();
  await prisma.totpFactor.deleteMany({ where: { userId } });
  await prisma.totpFactor.createMany({ data: { userId, secret: seal(secret, "totp"), confirmedAt, createdAt: now() } });
  return secret;
}

/** Gives the user an authenticator app. @returns its secret */
export function addTotp({ id }: Pick<TestUser, "id">): Promise<string> {
  return writeTotp(id, now());
}

/** Begins the set-up of an authenticator app. @returns the code that it shows now */
export async function pendingTotpCode({ id }: Pick<TestUser, "id">): Promise<string> {
  return totpCode(await writeTotp(id, null));
}

/** Gives the user recovery codes, as many as asked for. */
export async function addRecoveryCodes({ id: userId }: Pick<TestUser, "id">, count = 10): Promise<string[]> {
  const codes = Array.from({ length: count }, newRecoveryCode);
  await prisma.recoveryCode.createMany({ data: codes.map((code) => ({ userId, codeHash: hashRecoveryCode(code) })) });
  return codes;
}

/** Gives the user a passkey, with the device that answers for it. */
export async function addPasskey({ id: userId, email, name }: Pick<TestUser, "id" | "email" | "name">) {
  const authenticator = new Authenticator();
  const options = await creationOptions({ id: userId, email, name }, []);
  const credential = await verifyRegistration(authenticator.create(options), options.challenge);
  if (!credential) throw new Error("the registration was not verified");
  const { id: passkeyId } = await prisma.passkey.create({
    data: {
      ...credential,
      userId,
      name: "Test device",
      credentialIdHash: hashCredentialId(credential.credentialId),
      transports: "internal",
      createdAt: now(),
    },
    select: { id: true },
  });
  return { authenticator, passkeyId };
}

/** Does the first step for a user with a second factor. @returns the token of the second */
export async function startSecondFactorOf(user: TestUser): Promise<string> {
  const { passwordHash } = await prisma.user.findUniqueOrThrow({
    where: { id: user.id },
    select: { passwordHash: true },
  });
  const started = await startSecondFactor(prisma, { user, how: "password", passwordHash, newHash: null });
  if (!started) throw new Error("the user has no second factor");
  return started.token;
}
