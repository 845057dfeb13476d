import { createHash, randomBytes } from "node:crypto";

/** Crockford's: no letter that looks like a digit, and no u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BYTES = 10;
const BITS_PER_LETTER = 5n;

/** A code of 80 random bits, as xxxx-xxxx-xxxx-xxxx. */
export function newRecoveryCode(): string {
  let bits = BigInt(`0x${randomBytes(BYTES).toString("hex")}`);
  let letters = "";
  for (let index = 0; index < 16; index += 1) {
    letters += ALPHABET.charAt(Number(bits & 31n));
    bits >>= BITS_PER_LETTER;
  }
  return letters.replace(/.{4}(?=.)/g, "$&-");
}

/** What is stored of a code: SHA-256, in hex. Case, blanks, hyphens, and o for 0 or i and l for 1, make no difference. */
export function hashRecoveryCode(code: string): string {
  const letters = code.toLowerCase().replace(/[\s-]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
  return createHash("sha256").update(letters, "utf8").digest("hex");
}
