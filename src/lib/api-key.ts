import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { hashToken } from "./token";

/** Letters and digits only: a double click selects the whole key, and no URL, shell or YAML file has to quote it. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = BigInt(ALPHABET.length);
/** What secret scanners look for. */
const MARK = "gk";
const ID_BYTES = 6;
const ID_LENGTH = 8;
const SECRET_BYTES = 32;
/** 62^43 is just above 2^256, and 62^6 above 2^32. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const KEY_FORM = new RegExp(
  `^${MARK}_[0-9A-Za-z]{${ID_LENGTH}}_[0-9A-Za-z]{${SECRET_LENGTH}}_[0-9A-Za-z]{${CHECKSUM_LENGTH}}$`,
);

function base62(number: bigint, length: number): string {
  let text = "";
  for (let left = number; text.length < length; left /= BASE) text = ALPHABET.charAt(Number(left % BASE)) + text;
  return text;
}

function randomText(bytes: number, length: number): string {
  return base62(BigInt(`0x${randomBytes(bytes).toString("hex")}`), length);
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_LENGTH);
}

/**
 * Makes a key of 256 random bits: `gk_<8>_<43>_<6>`, the last part being the checksum of what is before it.
 * @returns the key, which is stored nowhere; its first part, by which its owner knows it again; its SHA-256, in hex
 */
export function newApiKey(): { key: string; prefix: string; hash: string } {
  const prefix = `${MARK}_${randomText(ID_BYTES, ID_LENGTH)}`;
  const body = `${prefix}_${randomText(SECRET_BYTES, SECRET_LENGTH)}`;
  const key = `${body}_${checksum(body)}`;
  return { key, prefix, hash: hashToken(key) };
}

/** Whether a value can be one of our keys at all, so that rubbish and slips of the hand cost no query. */
export function looksLikeApiKey(value: string): boolean {
  if (!KEY_FORM.test(value)) return false;
  const end = value.length - CHECKSUM_LENGTH - 1;
  return checksum(value.slice(0, end)) === value.slice(end + 1);
}
