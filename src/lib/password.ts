import { randomBytes } from "node:crypto";
import { hash, parseOptions, verify } from "@node-rs/argon2";
import { createAdmission } from "./admission";

/** Argon2id is the library's default; its enum cannot be named under isolatedModules. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MAX_PARAMETERS = { memoryCost: 131_072, timeCost: 8, parallelism: 8 };
const PHC_PREFIX = "$argon2id$v=19$m=19456,t=2,p=1$";
/** Two leave room for everything else on a small machine; see R7. */
const admitted = createAdmission(2, 2_000);

let dummy: Promise<string> | undefined;

/**
 * Stands in for an account that has no hash, so that its answer takes as long; made for the first sign-in, whoever that is.
 * Nobody knows its password.
 */
function dummyHash(): Promise<string> {
  dummy ??= hash(randomBytes(32), PARAMETERS);
  return dummy;
}

/** Bounded, as a damaged number would otherwise ask for any amount of memory. */
function isReadable(stored: string): boolean {
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored);
    return (
      memoryCost <= MAX_PARAMETERS.memoryCost &&
      timeCost <= MAX_PARAMETERS.timeCost &&
      parallelism <= MAX_PARAMETERS.parallelism
    );
  } catch {
    return false;
  }
}

/**
 * Hashes a password for storage: NFKC, then argon2id as a PHC string.
 * @throws AppError `SERVICE_UNAVAILABLE` when too many others are being hashed
 */
export function hashPassword(password: string): Promise<string> {
  return admitted(() => hash(password.normalize("NFKC"), PARAMETERS));
}

/**
 * Compares a password with what is stored. A missing (`null`) or damaged hash costs as much time as a wrong password.
 * @returns `needsRehash` is true when it matches and was made with other parameters than today's
 * @throws AppError `SERVICE_UNAVAILABLE` when too many others are being hashed
 */
export async function verifyPassword(
  stored: string | null,
  password: string,
): Promise<{ ok: boolean; needsRehash: boolean }> {
  const standIn = await dummyHash();
  const known = stored !== null && isReadable(stored);
  const matched = await admitted(() => verify(known ? stored : standIn, password.normalize("NFKC")));
  const ok = known && matched;
  const current = known && stored.startsWith(PHC_PREFIX) && stored.length === standIn.length;
  return { ok, needsRehash: ok && !current };
}
