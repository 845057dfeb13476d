import type { TOTP } from "otpauth";

/** A code that works though the app's present one was used: a code works once, and the next is taken as well, as clocks differ. */
export function nextCode(totp: TOTP): string {
  return totp.generate({ timestamp: Date.now() + totp.period * 1_000 });
}
