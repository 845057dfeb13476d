import { randomFillSync } from "node:crypto";
import { ulid } from "ulid";

const CLIENT_VALUE = /^[A-Za-z0-9_-]{8,128}$/;

// Filled once for 64 identifiers: by itself ulid asks the system for each of its characters.
const pool = new Uint8Array(1024);
let used = pool.length;

function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  used += 1;
  return byte / 256;
}

/** A fresh identifier: the prefix and 26 characters (a ULID in lower case), so that IDs sort by time. */
export function newRequestId(prefix: "req" | "job" | "proc" = "req"): string {
  return `${prefix}_${ulid(undefined, random).toLowerCase()}`;
}

/** Keeps a client's own `X-Request-Id` if it is harmless, otherwise makes a new one. */
export function acceptRequestId(value: string | null): string {
  return value !== null && CLIENT_VALUE.test(value) ? value : newRequestId();
}
