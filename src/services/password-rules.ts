import { invalidField } from "@/lib/errors";
import { passwordIssue } from "@/lib/password-policy";
import type { Tx } from "@/lib/prisma";
import { isShortPassword, PASSWORD_TOO_SHORT } from "@/schemas/password.schema";
import { hasSecondFactor } from "./factors";

/** @throws AppError `VALIDATION_ERROR` on `field` for a password that is common, or about its owner */
export function assertAcceptable(field: string, password: string, owner: { email: string; name: string }): void {
  const issue = passwordIssue(password, owner);
  if (issue) throw invalidField(field, issue);
}

/**
 * Only an account with a second factor may have a short password (A7).
 * @returns whether it is a short one
 * @throws AppError `VALIDATION_ERROR` on `field`, in the words of the sign-up's schema
 */
export async function assertLongEnough(
  db: Tx,
  { field, password, userId }: { field: string; password: string; userId: string },
): Promise<boolean> {
  if (!isShortPassword(password)) return false;
  if (await hasSecondFactor(db, userId)) return true;
  throw invalidField(field, PASSWORD_TOO_SHORT);
}
