import { now } from "@/lib/clock";
import { hashPassword } from "@/lib/password";
import { prisma } from "@/lib/prisma";
import type { User } from "@/schemas/user.schema";
import { sessionCookieName } from "@/server/session-cookie";
import type { Actor } from "@/services/actor";
import { createSession } from "@/services/session.service";
import { toUser } from "@/services/user.select";
import { newUserColumns, userCreation } from "@/services/user-columns";

/** Fits the policy, and is nobody's name or address. */
export const PASSWORD = "quiet-harbour-lantern-42";

export type TestUser = User & { password: string | null };

type Wishes = Partial<Pick<User, "email" | "name" | "role" | "status" | "createdAt">> & {
  /** Whether the address is proved to be theirs; true unless said otherwise. */
  verified?: boolean;
  /** None unless asked for, as hashing takes its time. `true` is PASSWORD. */
  password?: string | true;
};

let count = 0;
const hashes = new Map<string, Promise<string>>();

function hashOnce(password: string): Promise<string> {
  const hash = hashes.get(password) ?? hashPassword(password);
  hashes.set(password, hash);
  return hash;
}

/** Writes a user as the services would: verified, active and without rights, unless the wishes say otherwise. */
export async function makeUser(wishes: Wishes = {}): Promise<TestUser> {
  count += 1;
  const { email = `person-${count}@example.org`, name = `Person ${count}`, role = "USER", status = "ACTIVE" } = wishes;
  const password = wishes.password === true ? PASSWORD : (wishes.password ?? null);
  const at = wishes.createdAt ?? now();
  const user = {
    ...newUserColumns({ name, email }, at),
    role,
    status,
    ...(password !== null && { passwordHash: await hashOnce(password) }),
    emailVerifiedAt: wishes.verified === false ? null : at,
  };
  await prisma.$transaction(userCreation(prisma, user));
  return { ...toUser(user), password };
}

export type SignedIn = { token: string; cookie: string };

/** Opens a session for the user: the token for a context, the Cookie field for a request. */
export async function signedIn(user: Pick<User, "id">): Promise<SignedIn> {
  const token = await createSession(prisma, { userId: user.id, device: { ip: "192.0.2.1", userAgent: "tests" } });
  return { token, cookie: `${sessionCookieName()}=${token}` };
}

/** The user as services know a caller: at a browser, just signed in. */
export function actorOf({ id: userId, email, name, role }: User): Actor {
  const credential = { sessionId: "", tokenHash: "", authenticatedAt: now(), impersonator: null };
  return { userId, email, name, role, credential: { kind: "session", ...credential } };
}
