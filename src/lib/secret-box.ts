import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "./env";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const VERSION = "v1.";

type SecretBox = {
  seal: (plain: string, purpose: string) => string;
  open: (sealed: string, purpose: string) => string;
  signValue: (text: string, purpose: string) => string;
  verifySignature: (text: string, signature: string, purpose: string) => boolean;
};

function openWith(key: Buffer, bytes: Buffer, purpose: string): string {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose, "utf8"));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
}

function sealWith(key: Buffer, plain: string, purpose: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose, "utf8"));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return VERSION + Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/** One key a secret, use and purpose, derived once (HKDF-SHA256). */
function keyring(secrets: readonly string[]): (use: "seal" | "sign", purpose: string) => [Buffer, ...Buffer[]] {
  const cache = new Map<string, [Buffer, ...Buffer[]]>();
  const derive = (secret: string, info: string) => Buffer.from(hkdfSync("sha256", secret, "", info, KEY_BYTES));
  return (use, purpose) => {
    const info = `gatehouse/${use}/${purpose}`;
    const [first, ...older] = secrets;
    if (first === undefined) throw new Error("There is no secret to derive a key from.");
    const keys = cache.get(info) ?? [derive(first, info), ...older.map((secret) => derive(secret, info))];
    cache.set(info, keys);
    return keys;
  };
}

/**
 * Encrypts and signs under the given secrets: the first one writes, every one reads, which is how they rotate.
 * @param secrets newest first
 */
export function createSecretBox(secrets: readonly string[]): SecretBox {
  const keysOf = keyring(secrets);
  const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text, "utf8").digest();
  return {
    seal: (plain, purpose) => sealWith(keysOf("seal", purpose)[0], plain, purpose),
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), "base64url");
      const wellFormed = sealed.startsWith(VERSION) && bytes.length >= IV_BYTES + TAG_BYTES;
      for (const key of wellFormed ? keysOf("seal", purpose) : []) {
        try {
          return openWith(key, bytes, purpose);
        } catch {
          // Not sealed under this secret; an older one may open it.
        }
      }
      throw new Error(
        "The sealed value cannot be opened: it is damaged, for another purpose, or under a secret that is gone.",
      );
    },
    signValue: (text, purpose) => hmac(keysOf("sign", purpose)[0], text).toString("base64url"),
    verifySignature(text, signature, purpose) {
      const given = Buffer.from(signature, "base64url");
      if (given.toString("base64url") !== signature) return false;
      return keysOf("sign", purpose).some((key) => {
        const expected = hmac(key, text);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
    },
  };
}

const box = createSecretBox(env.APP_SECRET);

/** Encrypts a text (AES-256-GCM) under the newest APP_SECRET. It opens again for the same purpose only. */
export const seal = box.seal;

/**
 * Decrypts what `seal` gave, under any of the configured secrets.
 * @throws Error when it was changed, sealed for another purpose, or its secret is no longer configured
 */
export const open = box.open;

/** Signs a text (HMAC-SHA256, base64url) for one purpose. */
export const signValue = box.signValue;

/** Whether `signature` is ours for this text and purpose; false for rubbish, never a throw. */
export const verifySignature = box.verifySignature;
