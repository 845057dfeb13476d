import { randomInt } from "node:crypto";

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";
const WORDS = 5;

function letter(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}

/** Five words that can be read out and typed, 16 bits each: `lusab-mahof-gutih-tubod-kosip`. */
export function newPassphrase(): string {
  const word = () => [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS].map(letter).join("");
  return Array.from({ length: WORDS }, word).join("-");
}
