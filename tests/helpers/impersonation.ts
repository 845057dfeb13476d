import type { User } from "@/schemas/user.schema";
import { createContext } from "@/server/context";
import { createCaller } from "@/server/root";
import { sessionCookieName } from "@/server/session-cookie";
import { type SignedIn, signedIn } from "./world";

/** The token that a response sets; "" when it takes the cookie away. */
export function tokenSet(headers: Headers): string {
  return new RegExp(`^${sessionCookieName()}=([^;]*);`).exec(headers.get("set-cookie") ?? "")?.[1] ?? "none";
}

/** The admin acts as the user: both sessions' tokens. */
export async function actAs(admin: Pick<User, "id">, user: Pick<User, "id">): Promise<SignedIn & { own: string }> {
  const own = (await signedIn(admin)).token;
  const context = createContext({ sessionToken: own });
  await createCaller(context).impersonation.start({ id: user.id });
  const token = tokenSet(context.responseHeaders);
  return { own, token, cookie: `${sessionCookieName()}=${token}` };
}
