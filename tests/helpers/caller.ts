import type { User } from "@/schemas/user.schema";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { makeUser, signedIn } from "./world";

type Parts = NonNullable<Parameters<typeof createContext>[0]>;

/** Nobody, a new user of that role, or one that is there. */
export type Who = "anonymous" | User["role"] | Pick<User, "id">;

async function sessionOf(who: Who): Promise<{ userId: string | null; sessionToken: string | null }> {
  if (who === "anonymous") return { userId: null, sessionToken: null };
  const user = typeof who === "string" ? await makeUser({ role: who }) : who;
  return { userId: user.id, sessionToken: (await signedIn(user)).token };
}

/**
 * A caller behind the real context and a real session. Every call is recorded for the check that each procedure was
 * exercised with success and with failure.
 * @param parts what else the context should say, such as `ifMatch`
 */
export async function createTestCaller(who: Who, parts: Parts = {}) {
  const { userId, sessionToken } = await sessionOf(who);
  const context = createContext({ sessionToken, ...parts });
  return { caller: createCaller(context), context, userId };
}
