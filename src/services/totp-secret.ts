import { logger } from "@/lib/logger";
import { open } from "@/lib/secret-box";

/** What the secrets of authenticator apps are sealed for. */
export const TOTP_PURPOSE = "totp";

/** @returns null when the secret that it was sealed under is gone: then a recovery code has to do */
export function openTotpSecret(sealed: string, userId: string): string | null {
  try {
    return open(sealed, TOTP_PURPOSE);
  } catch (error) {
    logger.error({ err: error, userId }, "an authenticator app's secret cannot be opened: was APP_SECRET changed?");
    return null;
  }
}
