import { acceptRequestId } from "@/lib/request-id";
import type { Permission } from "@/schemas/permission.schema";
import { can } from "@/services/permissions";
import { type Context, createContext } from "./context";
import { readSessionCookie } from "./session-cookie";

/** The context of what a page reads while it is rendered: with the page's request ID and the visitor's session. */
export function createPageContext(headers: Pick<Headers, "get">): Context {
  return createContext({
    requestId: acceptRequestId(headers.get("x-request-id")),
    surface: "page",
    userAgent: headers.get("user-agent"),
    sessionToken: readSessionCookie(headers.get("cookie")),
  });
}

/** Whether the visitor may do this; false for nobody. */
export async function mayOpen(context: Context, permission: Permission): Promise<boolean> {
  const actor = await context.authenticate();
  return actor !== null && can(actor, permission);
}
