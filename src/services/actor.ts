import { AppError } from "@/lib/errors";
import type { Scope } from "@/schemas/permission.schema";
import type { User } from "@/schemas/user.schema";

/** A browser that was signed in. */
export type SessionCredential = {
  kind: "session";
  sessionId: string;
  tokenHash: string;
  /** When the person last proved who they are. */
  authenticatedAt: Date;
  /** The admin who acts as the user, and from which session. */
  impersonator: { userId: string; name: string; sessionId: string } | null;
};

/** A program with a key. */
type ApiKeyCredential = {
  kind: "apiKey";
  keyId: string;
  scopes: readonly Scope[];
  requestsPerMinute: number;
};

/** Who is calling, as read from the database for this very request. */
export type Actor = {
  userId: string;
  email: string;
  name: string;
  role: User["role"];
  credential: SessionCredential | ApiKeyCredential;
};

/**
 * For what only makes sense in a browser.
 * @throws AppError `FORBIDDEN` for a key
 */
export function sessionOf(actor: Actor): SessionCredential {
  if (actor.credential.kind === "session") return actor.credential;
  throw new AppError("FORBIDDEN", { message: "This needs a signed-in person; an API key cannot do it." });
}
