import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

/** What is stored of a token: its SHA-256, in hex. The token has full entropy, so a fast hash is enough. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** A secret of 256 random bits for a cookie or a link, with the hash that goes into the database. */
export function newToken(): { token: string; hash: string } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashToken(token) };
}

/** Whether a value can be one of our tokens at all, so that rubbish costs no query. */
export function looksLikeToken(value: string): boolean {
  return TOKEN_FORM.test(value);
}
