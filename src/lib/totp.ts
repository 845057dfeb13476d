import { Secret, TOTP } from "otpauth";
import { renderSVG } from "uqr";
import { now } from "./clock";
import { PRODUCT_NAME } from "./product";

const PERIOD_SECONDS = 30;
/** Clocks of phones are off: a step before and a step after are taken too. */
const WINDOW = 1;
const SECRET_BYTES = 20;

function totpOf(secret: string, label = ""): TOTP {
  return new TOTP({
    issuer: PRODUCT_NAME,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** A new secret of 160 random bits (RFC 4226), in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** @param label what the account is called in the authenticator app */
export function totpUri(secret: string, label: string): string {
  return totpOf(secret, label).toString();
}

/** Draws a text as a QR code. */
export function qrSvg(text: string): string {
  return renderSVG(text, { ecc: "M", border: 4 });
}

/** The code that an authenticator app shows at that moment; now unless said otherwise. */
export function totpCode(secret: string, at: Date = now()): string {
  return totpOf(secret).generate({ timestamp: at.getTime() });
}

/**
 * Which time step a code belongs to (RFC 6238): now, or one step off.
 * @returns null for a wrong code
 */
export function totpStep(secret: string, code: string): number | null {
  const timestamp = now().getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}
