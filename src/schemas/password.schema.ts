import { z } from "zod";

const MIN_LENGTH = 15;
/** Enough where a second factor stands behind it. */
const MIN_LENGTH_WITH_FACTOR = 8;
const MAX_LENGTH = 128;
/** NFKC joins at most four code units into one character, so a longer text cannot come down to 128. */
const MAX_RAW_UNITS = 4 * MAX_LENGTH;

const tooShort = (minimum: number) => `Must be at least ${minimum} characters long.`;
/** For whoever chooses a short one without a second factor. */
export const PASSWORD_TOO_SHORT = tooShort(MIN_LENGTH);
const TOO_LONG = `Must be at most ${MAX_LENGTH} characters long.`;
const EMPTY = "Must be at least 1 character long.";
const BROKEN = "Contains half a character.";

const EXAMPLES = ["plum-orbit-canvas-heron", "quiet lantern drifts over moss"];

function characters(text: string): number {
  return Array.from(text).length;
}

function bounded(minimum: number, tooFew: string) {
  return z
    .string()
    .refine((text) => text.length <= MAX_RAW_UNITS, { error: TOO_LONG, abort: true })
    .refine((text) => !/\p{Cs}/u.test(text), { error: BROKEN, abort: true })
    .overwrite((text) => text.normalize("NFKC"))
    .refine((text) => characters(text) >= minimum, { error: tooFew })
    .refine((text) => characters(text) <= MAX_LENGTH, { error: TOO_LONG });
}

/** A password being chosen: any Unicode, NFKC, 15 to 128 characters. What it says is judged by lib/password-policy. */
export const newPasswordSchema = bounded(MIN_LENGTH, PASSWORD_TOO_SHORT).meta({
  format: "password",
  minLength: MIN_LENGTH,
  maxLength: MAX_LENGTH,
  description: "15 to 128 characters of any kind. Common passwords, your address and your name are refused.",
  examples: EXAMPLES,
});

/**
 * A password being chosen for an account that is there, which may have a second factor: then 8 characters will do. The
 * service asks for 15 where there is none; see `isShortPassword`.
 */
export const replacementPasswordSchema = bounded(MIN_LENGTH_WITH_FACTOR, tooShort(MIN_LENGTH_WITH_FACTOR)).meta({
  format: "password",
  minLength: MIN_LENGTH_WITH_FACTOR,
  maxLength: MAX_LENGTH,
  description: "As at sign-up; with a second factor 8 characters are enough.",
  examples: EXAMPLES,
});

/** Whether only an account with a second factor may have it. */
export function isShortPassword(password: string): boolean {
  return characters(password.normalize("NFKC")) < MIN_LENGTH;
}

/** A password being typed in to sign in: only bounded, since rules may have been others when it was chosen. */
export const currentPasswordSchema = bounded(1, EMPTY).meta({
  format: "password",
  minLength: 1,
  maxLength: MAX_LENGTH,
  examples: EXAMPLES,
});
