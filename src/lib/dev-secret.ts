import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const FILE = ".data/dev-secret";

/** A secret for development and tests, made once per checkout, so that none has to stand in the code. */
export function developmentSecret(): string {
  const fresh = randomBytes(48).toString("base64url");
  mkdirSync(dirname(FILE), { recursive: true });
  try {
    // "wx" lets exactly one of several processes write it.
    writeFileSync(FILE, fresh, { flag: "wx", mode: 0o600 });
    return fresh;
  } catch {
    return readFileSync(FILE, "utf8");
  }
}
