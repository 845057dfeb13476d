import { prisma } from "@/lib/prisma";
import { resetPassword } from "@/services/password.service";
import { inviteAdmin } from "@/services/user-admin.service";
import { type DemoFacts, readFacts, writeFacts } from "./files";
import { newPassphrase } from "./passphrase";

const EMAIL = "admin@example.org";
const NAME = "Ada Lovelace";

/** Choosing a password also proves the address, so this tells whether an earlier run came to its end. */
async function hasPassword(email: string): Promise<boolean> {
  const where = { email, role: "ADMIN", status: "ACTIVE", emailVerifiedAt: { not: null } } as const;
  return (await prisma.user.findFirst({ where, select: { id: true } })) !== null;
}

/**
 * Sees to it that there is an active admin, with the password on file unless somebody has changed it since.
 * @returns the facts, and whether the password is a new one
 */
export async function ensureAdmin(url: string): Promise<{ facts: DemoFacts; isNew: boolean }> {
  const kept = readFacts();
  const facts = kept ? { ...kept, url } : { url, adminEmail: EMAIL, adminPassword: newPassphrase() };
  // Before it is set: a run that is cut short here goes on with the same password.
  writeFacts(facts);
  if (!kept || !(await hasPassword(facts.adminEmail))) {
    const { token } = await inviteAdmin({ email: facts.adminEmail, name: NAME });
    await resetPassword({ token, password: facts.adminPassword });
  }
  return { facts, isNew: !kept };
}
